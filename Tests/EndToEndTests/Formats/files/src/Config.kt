object Config {
    const val DB_PASSWORD = "⟪pw⟫"
    val apiKey: String = "⟪tok⟫"
    val secret = System.getenv("SECRET") ?: "⟪tok⟫"
    fun client() = Client(password = "⟪pw⟫", host = "db-1.internal")
}
