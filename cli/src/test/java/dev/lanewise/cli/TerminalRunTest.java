package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.Pty;
import dev.lanewise.cli.console.Screen;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose outputs lead to a real terminal, and what that shows. */
class TerminalRunTest {

  private static final Path NOWHERE = Path.of("/dev/null");

  @TempDir private Path temp;
  private String data = "";

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(temp.resolve("tiny")).toString();
  }

  private String[] grid(String... more) {
    Stream<String> some =
        Stream.of("grid", "--data", data, "--batch-size", "10", "--hidden", "5,6,7,8,9,10,11");
    return Stream.concat(some, Stream.of(more)).toArray(String[]::new);
  }

  /** Runs a command with stderr on the terminal, and the variables of its environment set. */
  private static void run(Pty pty, File out, Map<String, String> environment, String... args)
      throws Exception {
    List<String> options = new ArrayList<>(Child.JVM_OPTIONS);
    options.add("--enable-native-access=ALL-UNNAMED");
    ProcessBuilder builder = new ProcessBuilder(Child.command(options, args));
    builder.environment().putAll(Map.of("TERM", "xterm", "LINES", "50", "COLUMNS", "300"));
    builder.environment().remove("NO_COLOR");
    builder.environment().putAll(environment);
    Process child =
        builder
            .redirectInput(NOWHERE.toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
            .redirectError(ProcessBuilder.Redirect.appendTo(pty.file()))
            .start();
    try {
      assertTrue(child.waitFor(120, TimeUnit.SECONDS), "does not end");
      assertEquals(0, child.exitValue());
    } finally {
      child.destroyForcibly();
    }
  }

  /** The size is the terminal's own, not what LINES and COLUMNS say. */
  @ParameterizedTest
  @CsvSource({"60, 8", "80, 8", "80, 24"})
  void theTableOfAGridFitsTheTerminal(int columns, int rows) throws Exception {
    Pty pty = new Pty(columns, rows);
    try (pty) {
      run(pty, pty.file(), Map.of(), grid("--learning-rate", "1e-2,1e-3", "--seed", "1,2,3"));
    }
    String text = pty.text();
    int shown = Math.min(rows - 3, 10);
    // What is drawn when all trials have ended: header, rows, how many more, the line.
    String last = text.substring(text.lastIndexOf("\u001b[?7ltrial  accuracy  ") + 5);
    List<String> drawn = last.substring(0, last.indexOf("\u001b[?7h")).lines().toList();
    assertEquals(shown + 3, drawn.size(), last);
    assertTrue(drawn.getFirst().startsWith("trial  accuracy  hidden"), last);
    for (String row : drawn.subList(1, shown + 1)) {
      assertTrue(row.matches(" *[0-9]+ +[01]\\.[0-9]{4} .*"), row);
    }
    assertTrue(drawn.get(shown + 1).matches("… and [0-9]+ more"), last);
    drawn.forEach(line -> assertTrue(line.length() <= columns, line));
    // In the end nothing of it is left, and the result is there once.
    Screen screen = new Screen(columns, rows);
    screen.write(text.replace("\r\n", "\n").replaceAll("WARNING: .*\n", ""));
    assertTrue(screen.all().getFirst().startsWith("data tiny: "), () -> screen.all().toString());
    assertEquals(
        1, screen.all().stream().filter(line -> line.startsWith("trial  accuracy  ")).count());
    assertTrue(screen.all().stream().noneMatch(line -> line.startsWith("… and")));
    assertTrue(screen.all().stream().noneMatch(line -> line.contains(" done")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM=dumb", "TERM=", "NO_COLOR=1"})
  void aTerminalWithoutCodesGetsNone(String setting) throws Exception {
    Pty pty = new Pty(80, 24);
    try (pty) {
      String[] parts = setting.split("=", -1);
      run(pty, pty.file(), Map.of(parts[0], parts[1]), grid("--epochs", "1"));
    }
    assertFalse(pty.text().contains("\u001b"), pty.text());
    assertTrue(pty.text().contains("compiling the kernels\r\n"), pty.text());
    assertTrue(pty.text().contains("reading " + data + "\r\n"), pty.text());
  }

  /**
   * The terminal is stderr's; a log of stdout gets the result only, and the line is still drawn.
   */
  @Test
  void whatIsBeingDoneIsSaidOnStderr() throws Exception {
    Path out = temp.resolve("out");
    Pty pty = new Pty(60, 8);
    try (pty) {
      run(pty, out.toFile(), Map.of(), "train", "--data", data, "--batch-size", "10");
    }
    assertFalse(Files.readString(out).contains("\u001b"));
    for (String said :
        List.of("reading " + data, "compiling the kernels", "evaluating the best epoch")) {
      String drawn = said.length() > 60 ? said.substring(0, 59) + "…" : said;
      assertTrue(pty.text().contains("\r\u001b[K\u001b[?7l" + drawn + "\u001b[?7h"), pty.text());
    }
    assertTrue(pty.text().endsWith("\r\u001b[K"), pty.text());
  }
}
