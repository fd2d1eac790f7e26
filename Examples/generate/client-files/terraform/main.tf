# The database and the DNS of the orders service.
terraform {
  required_version = ">= 1.9.0"

  backend "http" {
    address  = "https://state.acme-shop.example/orders"
    username = "ci"
    password = "@{terraform_state_password}"
  }
}

variable "db_admin_password" {
  type      = string
  sensitive = true
}

variable "hosting_api_token" {
  type      = string
  sensitive = true
}

provider "postgresql" {
  host     = "db-1.shop.internal"
  username = "postgres"
  password = var.db_admin_password
}

resource "postgresql_role" "orders" {
  name     = "orders"
  login    = true
  password = "@{db_password}" # same as in orders-secrets
  connection_limit = -1
}

resource "postgresql_role" "reporting" {
  name             = "reporting"
  login            = true
  connection_limit = 5
  password         = "@{reporting_password}"
}

locals {
  max_connections   = 100
  workers           = 4
  pool_size         = 40 # 4 * 40 = 160 > 100
  bootstrap_command = "PGPASSWORD='@{terraform_db_admin_password}' psql -h db-1.shop.internal -U postgres -f schema.sql"
}

output "orders_dsn_template" {
  value = "postgres://orders:$${DB_PASSWORD}@db-1.shop.internal:5432/orders"
}
