set :db_password, '⟪pw⟫'
Rails.application.config.secret_key_base = "⟪hex⟫"
Aws.config.update(credentials: Aws::Credentials.new('⟪awsid⟫', '⟪awssecret⟫'))
ENV['API_TOKEN'] ||= "⟪tok⟫"
server 'app-3.internal', user: 'deploy', password: '⟪pw⟫', roles: %w[app]
