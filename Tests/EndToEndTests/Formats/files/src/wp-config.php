<?php
/** Database settings */
define( 'DB_NAME', 'shop' );
define( 'DB_USER', 'shop' );
define( 'DB_PASSWORD', '⟪wild|bs⟫' );
define('AUTH_KEY',         '⟪wild|bs⟫');
define('SECURE_AUTH_SALT', '⟪tok⟫');
$table_prefix = 'wp_';
$config = ['host' => 'db-1.internal', 'password' => '⟪pw⟫', 'port' => 3306, "api_key" => "⟪tok⟫"];
$password = $_ENV['DB_PASSWORD'];
$db->password = "⟪pw⟫";
