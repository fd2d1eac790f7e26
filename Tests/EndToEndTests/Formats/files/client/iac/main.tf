terraform {
  required_version = ">= 1.7"
  backend "s3" {
    bucket     = "northwind-tfstate"
    key        = "prod/orders.tfstate"
    region     = "eu-central-1"
    access_key = "⟪awsid⟫"
    secret_key = "⟪awssecret⟫"
  }
}

provider "datadog" {
  api_key = "⟪hex32⟫"
  app_key = "⟪hex⟫"
}

resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine_version          = "16.3"
  username                = "orders"
  password                = "⟪pw⟫"
  kms_key_id              = "arn:aws:kms:eu-central-1:123456789012:key/0c4ab2c8-6b0f-4a51-8b42-0e3fcba0d9a1"
  backup_retention_period = 7
  master_user_secret_kms_key_id = aws_kms_key.rds.key_id
}

variable "grafana_admin_password" {
  type      = string
  sensitive = true
  default   = "⟪pw⟫"
}

locals {
  db_url = "postgres://orders:${var.db_password}@${aws_db_instance.orders.address}:5432/orders"
  tags   = { team = "orders", cost_center = "4711" }
  user_data = <<-EOT
    #!/bin/bash
    export DB_PASSWORD='⟪pw⟫'
    echo "⟪ghp⟫" | docker login ghcr.io -u ci --password-stdin
  EOT
}
