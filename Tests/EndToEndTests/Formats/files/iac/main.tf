terraform {
  required_version = ">= 1.7"
}
provider "aws" {
  region     = "eu-central-1"
  access_key = "⟪awsid⟫"
  secret_key = "⟪awssecret⟫"
}
variable "db_password" {
  type      = string
  sensitive = true
  default   = "⟪pw⟫"
}
resource "aws_db_instance" "orders" {
  identifier = "orders-prod"
  username   = "orders"
  password   = "⟪wild|json⟫"
  port       = 5432
  kms_key_id = "arn:aws:kms:eu-central-1:123456789012:key/mrk-1"
}
resource "aws_ssm_parameter" "token" {
  name  = "/orders/api_token"
  type  = "SecureString"
  value = "⟪tok⟫"
}
locals {
  pin_password = ⟪num⟫
  env = { DB_PASSWORD = "⟪pw⟫", LOG_LEVEL = "info" }
  user_data = <<-EOT
    #!/bin/bash
    export DB_PASSWORD=⟪pw⟫
    echo started
  EOT
}
