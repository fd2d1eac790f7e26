pub const API_KEY: &str = "⟪tok⟫";
let password = String::from("⟪wild|json⟫");
let client = Client::new().with_password("⟪pw⟫").with_host("db-1.internal");
let cfg = Config { host: "db-1".into(), password: "⟪pw⟫".to_string(), port: 5432 };
let token = env::var("TOKEN")?;
