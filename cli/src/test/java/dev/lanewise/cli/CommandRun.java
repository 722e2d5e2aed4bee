package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.jr.ob.JSON;

/** One run of the command line, in this JVM or a child: its exit code and all it printed. */
record CommandRun(int code, String out, String err) {

  /** The JVM's options within the checkout. */
  static final String JVM_OPTIONS = "engine/src/main/resources/META-INF/lanewise/jvm.options";

  private static final String INCUBATOR = "WARNING: Using incubator modules";

  /** Runs a command in this JVM. */
  static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** Runs a command in this JVM with more arguments behind the given ones. */
  static CommandRun of(List<String> args, String... more) {
    return of(Stream.concat(args.stream(), Stream.of(more)).toArray(String[]::new));
  }

  /** The root of the checkout. */
  static Path home() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("data").resolve("sample"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** The folder of the sample that ships. */
  static String sample() {
    return home().resolve("data").resolve("sample").toString();
  }

  /** Demands that the command did what it was told, without an error. */
  CommandRun done() {
    assertEquals(0, code, this::toString);
    assertEquals(0, errLines().filter(line -> line.startsWith("lanewise: ")).count(), err);
    return this;
  }

  /** The one JSON document on stdout. */
  Map<String, Object> document() {
    List<Object> documents = new ArrayList<>();
    try (var sequence = JSON.std.anySequenceFrom(out)) {
      sequence.forEachRemaining(documents::add);
    }
    assertEquals(1, documents.size(), out);
    assertTrue(out.endsWith(System.lineSeparator()), "no line end");
    @SuppressWarnings("unchecked")
    Map<String, Object> document = (Map<String, Object>) documents.getFirst();
    return document;
  }

  /** The lines of stderr but for the JVM's own about the incubating module. */
  Stream<String> errLines() {
    return err.lines().filter(line -> !line.startsWith(INCUBATOR));
  }

  /** The one line of an error that ends a command at once: nothing else is printed. */
  String error(int expectedCode) {
    assertEquals(expectedCode, code, this::toString);
    assertEquals("", out);
    assertEquals(1, errLines().count(), err);
    return errorLine();
  }

  /** The one line of an error, perhaps amid progress; never a stack trace. */
  String errorLine() {
    assertFalse(err.contains("\tat ") || err.contains("Exception"), err);
    List<String> lines = errLines().filter(line -> line.startsWith("lanewise: ")).toList();
    assertEquals(1, lines.size(), err);
    return lines.getFirst();
  }

  /** The lines of stdout. */
  List<String> outLines() {
    return out.lines().toList();
  }
}
