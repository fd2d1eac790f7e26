public class App {
    private static final String DB_PASSWORD = "⟪wild|json⟫";
    private String apiToken = "⟪tok⟫";
    void connect() throws Exception {
        DriverManager.getConnection("jdbc:postgresql://db-1.internal:5432/orders", "orders", DB_PASSWORD);
        props.setProperty("password", "⟪pw⟫");
        System.setProperty("javax.net.ssl.keyStorePassword", "⟪pw⟫");
        client.setApiKey("⟪tok⟫");
        String password = System.getenv("DB_PASSWORD");
    }
}
