package main

const dbPassword = "⟪wild|json⟫"

var cfg = Config{Host: "db-1.internal", Password: "⟪pw⟫", Port: 5432}

func main() {
	token := "⟪tok⟫"
	apiKey := os.Getenv("API_KEY")
	req.Header.Set("Authorization", "Bearer ⟪tok⟫")
	log.Printf("password: %s", password)
}
