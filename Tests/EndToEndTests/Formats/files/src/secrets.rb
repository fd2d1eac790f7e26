Rails.application.config.secret_key_base = '⟪hex⟫'
config = { host: 'db-1.internal', password: '⟪pw⟫', :api_key => '⟪tok⟫', "token" => "⟪tok⟫", port: 5432 }
password = ENV.fetch('DB_PASSWORD') { '⟪pw⟫' }
config.mailer_settings = { user_name: "mailer", password: ENV["SMTP_PASSWORD"] }
