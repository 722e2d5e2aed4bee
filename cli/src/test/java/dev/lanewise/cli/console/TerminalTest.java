package dev.lanewise.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.cli.console.Terminal.Size;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The size of a real terminal, asked from the system. */
class TerminalTest {

  @TempDir private Path temp;

  @Test
  void theSizeIsThatOfTheTerminalAtThisMoment() {
    try (Pty pty = new Pty(60, 8)) {
      Terminal terminal = new Terminal(pty.descriptor());
      assertEquals(Optional.of(new Size(60, 8)), terminal.size());
      pty.resize(300, 100);
      assertEquals(Optional.of(new Size(300, 100)), terminal.size());
      assertEquals(300, terminal.columns());
    }
  }

  @Test
  void aTerminalThatTellsNoSizeHasTheUsualOne() {
    try (Pty pty = new Pty(0, 0)) {
      assertEquals(Optional.of(new Size(80, 24)), new Terminal(pty.descriptor()).size());
    }
  }

  @Test
  void nothingElseIsATerminal() throws Exception {
    Terminal closed = new Terminal(98_765);
    assertEquals(Optional.empty(), closed.size());
    assertEquals(80, closed.columns());
    // stderr of a child that goes to a file, a pipe, and a device that is no terminal
    for (String where : List.of("2>" + temp.resolve("file"), "2>&1", "2>/dev/null")) {
      assertEquals("none", stderrSize(where), where);
    }
    assertEquals("", Files.readString(temp.resolve("file")));
    try (Pty pty = new Pty(61, 9)) {
      assertEquals("61 x 9", stderrSize("2>" + pty.file()));
    }
  }

  private static String stderrSize(String redirection) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        "'%s' --enable-native-access=ALL-UNNAMED -cp '%s' '%s' %s </dev/null"
            .formatted(
                java, System.getProperty("java.class.path"), Stderr.class.getName(), redirection);
    Process child = new ProcessBuilder("sh", "-c", command).start();
    return new String(child.getInputStream().readAllBytes()).strip();
  }

  /** Prints the size of stderr. */
  static final class Stderr {

    private Stderr() {}

    /** Prints it on stdout. */
    public static void main(String[] args) {
      System.out.println(
          Terminal.STDERR.size().map(s -> s.columns() + " x " + s.rows()).orElse("none"));
    }
  }
}
