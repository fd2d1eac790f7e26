region            = "fra1"
environment       = "production"
db_admin_password = "@{terraform_db_admin_password}"
hosting_api_token = "@{hosting_api_token}"

# connection details of the invoice worker
invoice_worker = {
  user     = "invoices"
  password = "@{invoice_db_password}"
}

alert_phone = "@{customer_6_phone}"
alert_email = "@{oncall_email}"
