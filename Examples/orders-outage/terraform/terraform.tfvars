region            = "fra1"
environment       = "production"
db_admin_password = "cwTEPiqBMHz7dQX?2mc!6akh"
hosting_api_token = "vGN9Excgyv7MQF1L6nhFMyLlh1QfzJUJeQg6UK4XUl1X"

# connection details of the invoice worker
invoice_worker = {
  user     = "invoices"
  password = "Z*DLwLQRjQfecJNJ7SeS"
}

alert_phone = "+442079460105"
alert_email = "oncall.checkout+484@acme-shop.example"
