public class App {
    private static final String PASSWORD = "⟪pw⟫";
    @Value("${jwt.secret:⟪tok⟫}") private String secret;
    void run() throws Exception {
        Connection c = DriverManager.getConnection("jdbc:postgresql://db-1.internal/orders", "orders", "⟪pw⟫");
        ds.setPassword("⟪pw⟫");
        new BasicAWSCredentials("⟪awsid⟫", "⟪awssecret⟫");
        char[] keystorePassword = "⟪pw⟫".toCharArray();
        String key = map.get("cacheKey");
    }
}
