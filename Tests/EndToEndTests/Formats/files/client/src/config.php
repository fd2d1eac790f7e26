<?php
define('DB_NAME', 'shop');
define('DB_PASSWORD', '⟪wild|bs⟫');
define( "AUTH_SALT", "⟪key32⟫" );
$db = new PDO('mysql:host=db-1.internal;dbname=shop', 'shop', '⟪pw⟫');
$mysqli = new mysqli("db-1.internal", "shop", "⟪pw⟫", "shop");
$config['encryption_key'] = '⟪key32⟫';
return ['password' => env('DB_PASSWORD', '⟪pw⟫'), 'driver' => 'mysql'];
