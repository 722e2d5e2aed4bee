package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {

  private final StringWriter out = new StringWriter();

  private int run(String... args) {
    return Main.commandLine().setOut(new PrintWriter(out)).execute(args);
  }

  @Test
  void versionNamesTheJdk() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().contains("JDK " + Runtime.version()), out.toString());
  }

  @Test
  void wrongUsageExitsWithTwo() {
    assertEquals(2, run("--no-such-option"));
  }
}
