package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be seen from outside the process only: streams, locales, flags of the JVM. */
@Timeout(120)
class ProcessTest {

  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path temp;
  private String tiny;
  private String foreign;

  @BeforeEach
  void write() throws IOException {
    tiny = TinyData.write(temp.resolve("tiny")).toString();
    foreign = TinyData.foreignModel(temp.resolve("foreign.safetensors")).toString();
  }

  private String[] train(String... more) {
    List<String> base =
        List.of(
            "train",
            "--data",
            tiny,
            "--batch-size",
            "10",
            "--hidden",
            "5",
            "--epochs",
            "2",
            "--weight-scale",
            "0.1",
            "--threads",
            "2");
    return Stream.concat(base.stream(), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "de-DE", "ar-EG"})
  void numbersLookTheSameInEveryLocale(String locale) throws Exception {
    List<String> options =
        Stream.concat(
                Child.JVM_OPTIONS.stream(),
                Stream.of(
                    "-Duser.language=" + locale.substring(0, 2),
                    "-Duser.country=" + locale.substring(3)))
            .toList();
    String model = temp.resolve("net.safetensors").toString();
    // ACTIVATION in capitals: a lowercase I without a dot would be no activation.
    String[] args = train("--activation", "SIGMOID", "--lr-decay", "0.5", "--model", model);
    CommandRun run = Child.run(temp, Child.command(options, args)).done();
    Files.delete(Path.of(model)); // what is replaced would be told
    CommandRun here = CommandRun.of(args).done();
    assertEquals(withoutTimes(here.out()), withoutTimes(run.out()));
    assertEquals(withoutTimes(here.err()), withoutTimes(run.errLines().toList()));
    assertTrue(run.out().contains(" 5e-4 "), run.out());
  }

  private static List<String> withoutTimes(String lines) {
    return withoutTimes(lines.lines().toList());
  }

  private static List<String> withoutTimes(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceAll(" +[0-9]+\\.[0-9]{2} +[0-9]+$", " TIMES"))
        .toList();
  }

  @Test
  void inThePlainestEnvironment() throws Exception {
    List<String> plain = List.of("env", "-i", "LANG=C", "LC_ALL=C");
    CommandRun run =
        Child.run(temp, joined(plain, Child.command(Child.JVM_OPTIONS, train("--quiet")))).done();
    assertEquals(CommandRun.of(train("--quiet")).out(), run.out());
    assertEquals(List.of(), run.errLines().toList());
  }

  private static List<String> joined(List<String> wrapper, List<String> command) {
    return Stream.concat(wrapper.stream(), command.stream()).toList();
  }

  @Test
  void withoutStdin() throws Exception {
    List<String> closed = List.of("sh", "-c", "exec \"$@\" <&-", "sh");
    CommandRun run =
        Child.run(temp, joined(closed, Child.command(Child.JVM_OPTIONS, train("--quiet")))).done();
    assertEquals(CommandRun.of(train("--quiet")).out(), run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"train --json", "predict", "--version"})
  void aFullDiskUnderStdoutIsAnError(String kind) throws Exception {
    assumeTrue(Files.exists(FULL));
    String[] args =
        switch (kind) {
          case "train --json" -> train("--json");
          case "--version" -> new String[] {kind};
          default -> new String[] {kind, "--model", foreign, "--data", tiny};
        };
    List<String> full = List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh");
    CommandRun run = Child.run(temp, joined(full, Child.command(Child.JVM_OPTIONS, args)));
    assertEquals(5, run.code(), run::toString);
    assertEquals("lanewise: stdout cannot be written", run.errorLine());
  }

  /** Starts a command, reads the first line of what it writes, closes the pipe and waits. */
  private CommandRun readOneLine(List<String> command, String start) throws Exception {
    Path err = temp.resolve("err");
    Process child = new ProcessBuilder(command).redirectError(err.toFile()).start();
    try {
      try (BufferedReader reader = child.inputReader()) {
        assertTrue(reader.readLine().startsWith(start));
      }
      assertTrue(child.waitFor(60, TimeUnit.SECONDS), "does not end");
    } finally {
      child.destroyForcibly();
    }
    return new CommandRun(child.exitValue(), "", Files.readString(err));
  }

  @Test
  void aReaderThatLeavesEndsItWithoutAStackTrace() throws Exception {
    Path model = temp.resolve("sample.safetensors");
    TinyData.foreignModel(model, 784, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    // Over a megabyte, more than a pipe holds: the child still writes when the reader leaves.
    List<String> command =
        Child.command(
            Child.JVM_OPTIONS,
            "predict",
            "--model",
            model.toString(),
            "--data",
            "sample",
            "--split",
            "train",
            "--format",
            "jsonl");
    CommandRun run = readOneLine(command, "{\"index\":0,");
    assertEquals(141, run.code(), run::toString);
    assertFalse(run.err().contains("lanewise:"), run.err());
  }

  /** Every command whose reader has gone before it writes, and what it writes besides. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "evaluate --json",
        "predict",
        "data info",
        "data list",
        "doctor",
        "generate-completion",
        "train --quiet",
        "grid --json"
      })
  void aReaderThatHasLeft(String kind) throws Exception {
    Path model = temp.resolve("net.safetensors");
    Path report = temp.resolve("page.html");
    String[] args =
        switch (kind) {
          case "evaluate --json" ->
              new String[] {"evaluate", "--json", "--model", foreign, "--data", tiny};
          case "predict" -> new String[] {"predict", "--model", foreign, "--data", tiny};
          case "data info" -> new String[] {"data", "info", tiny};
          case "train --quiet" -> train("--quiet", "--model", model.toString());
          case "grid --json" ->
              ("grid --json --data %s --batch-size 10 --hidden 5 --model %s --report %s"
                      .formatted(tiny, model, report))
                  .split(" ");
          default -> kind.split(" ");
        };
    // The pipe's reader closes it, then opens "gone" for writing, and the command waits for that.
    Path gone = temp.resolve("gone");
    List<String> shell =
        List.of(
            "sh",
            "-c",
            "mkfifo \"$0\"; { : <\"$0\"; \"$@\"; echo $? >&2; } | { exec <&-; : >\"$0\"; }",
            gone.toString());
    CommandRun run = Child.run(temp, joined(shell, Child.command(Child.JVM_OPTIONS, args)));
    assertEquals("141", run.errLines().toList().getLast(), run::toString);
    assertFalse(run.err().contains("lanewise:"), run.err());
    assertEquals(kind.startsWith("train") || kind.startsWith("grid"), Files.exists(model));
    assertEquals(kind.startsWith("grid"), Files.exists(report));
  }

  /** Training that nobody listens to any more ends, long before its last epoch. */
  @Test
  void aReaderThatLeavesEndsTraining() throws Exception {
    Path model = temp.resolve("net.safetensors");
    List<String> command =
        Child.command(
            Child.JVM_OPTIONS,
            "train",
            "--train-size",
            "500",
            "--hidden",
            "5",
            "--epochs",
            "1000000",
            "--model",
            model.toString());
    CommandRun run = readOneLine(command, "epoch");
    assertEquals(141, run.code(), run::toString);
    assertFalse(run.err().contains("lanewise:"), run.err());
    assertTrue(Files.exists(model), "the best so far");
  }

  @Test
  void withoutTheVectorModuleItRunsScalarAndSaysSoInOneLine() throws Exception {
    CommandRun run = Child.run(temp, Child.command(List.of(), train("--json"))).done();
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("--add-modules jdk.incubator.vector"), run.err());
    Map<String, Object> document = run.document();
    assertEquals("scalar", document.get("backend"));
    assertEquals(0, document.get("vectorBits"));
    Map<String, Object> here = CommandRun.of(train("--json")).done().document();
    assertEquals(here.get("weightsSha256"), document.get("weightsSha256"));
  }

  @Test
  void withoutC2ItRunsScalarAndSaysSoInOneLine() throws Exception {
    List<String> options =
        Stream.concat(Child.JVM_OPTIONS.stream(), Stream.of("-XX:TieredStopAtLevel=1")).toList();
    CommandRun run = Child.run(temp, Child.command(options, train("--json"))).done();
    List<String> warnings = run.errLines().filter(line -> !line.contains("incubator")).toList();
    assertEquals(1, warnings.size(), run.err());
    assertTrue(warnings.getFirst().startsWith("warning: Lanewise runs its slower"), run.err());
    assertTrue(warnings.getFirst().contains("-XX:TieredStopAtLevel"), run.err());
    assertEquals("scalar", run.document().get("backend"));
    String[] vector = train("--json", "--backend", "vector");
    CommandRun asked = Child.run(temp, Child.command(options, vector)).done();
    assertEquals("vector", asked.document().get("backend"));
    assertEquals(run.document().get("weightsSha256"), asked.document().get("weightsSha256"));
  }

  @Test
  void withoutTheVectorModuleScalarCanBeAskedForAndVectorCannot() throws Exception {
    String[] scalar = train("--backend", "scalar", "--quiet");
    CommandRun run = Child.run(temp, Child.command(List.of(), scalar)).done();
    assertEquals("", run.err());
    String[] vector = train("--backend", "vector", "--json");
    String line = Child.run(temp, Child.command(List.of(), vector)).error(2);
    assertTrue(line.contains("--add-modules jdk.incubator.vector"), line);
    assertFalse(line.contains("WARNING"), line);
  }
}
