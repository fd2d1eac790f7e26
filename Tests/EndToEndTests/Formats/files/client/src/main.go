package main

const apiKey = "⟪tok⟫"

var cfg = Config{Host: "db-1.internal", Password: "⟪pw⟫", Port: 5432}

func main() {
	db, err := sql.Open("postgres", "host=db-1.internal user=orders password=⟪pw⟫ dbname=orders sslmode=disable")
	req.Header.Set("Authorization", "Bearer ⟪tok⟫")
	req.SetBasicAuth("jane", "⟪pw⟫")
	os.Setenv("API_SECRET", "⟪tok⟫")
	log.Printf("token=%s", token)
}
