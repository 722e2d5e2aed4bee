package dev.lanewise.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Options out of range are told before anything is measured or recorded. */
class CompareCommandTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--threads=0",
        "--threads=1,-1",
        "--forks=0",
        "--rounds=0",
        "--seconds=NaN",
        "--seconds=0",
        "--seconds=1e9",
        "--peers=nobody"
      })
  void outOfRange(String option, @TempDir Path folder) {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new CompareCommand())
            .setErr(new PrintWriter(err))
            .execute("--shapes", "64", "--results", folder.resolve("record").toString(), option);
    assertEquals(2, code);
    String name = option.substring(0, option.indexOf('='));
    assertTrue(err.toString().contains(name.equals("--peers") ? "nobody" : name), err.toString());
    assertFalse(Files.exists(folder.resolve("record")));
  }
}
