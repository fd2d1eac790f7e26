-- MySQL dump 10.13  Distrib 8.0.36
CREATE TABLE `users` (
  `id` int NOT NULL AUTO_INCREMENT,
  `username` varchar(64) DEFAULT NULL,
  `email` varchar(255) DEFAULT NULL,
  `password` varchar(255) DEFAULT NULL,
  `api_token` varchar(64) DEFAULT NULL,
  `created_at` datetime DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `idx_users_email` (`email`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;
LOCK TABLES `users` WRITE;
INSERT INTO `users` VALUES (1,'jane','⟪email⟫','⟪bcrypt⟫','⟪key32⟫','2026-01-04 10:00:00'),(2,'omar','⟪email⟫','⟪pw⟫',NULL,'2026-02-11 11:30:00');
UNLOCK TABLES;
CREATE USER 'orders'@'%' IDENTIFIED BY '⟪pw⟫';
SET PASSWORD FOR 'root'@'localhost' = '⟪pw⟫';
GRANT ALL ON orders.* TO 'orders'@'10.0.%' IDENTIFIED BY '⟪pw⟫';
CREATE TABLE orders (id bigint, sku text, amount numeric(10,2));
INSERT INTO orders VALUES (48213, 'SKU-99812', 129.90);
