package io.floodgate.web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Tests that ask one server after the other, which remembers nothing of the test before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneServer {

  TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.received.clear();
    server.instead = null;
  }
}
