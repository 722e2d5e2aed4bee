package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training run that is told to end: it keeps what it has reached. */
@Timeout(120)
class SignalTest {

  @TempDir private Path temp;

  @Test
  void ctrlCInTheFirstEpochWritesTheModelAndTheDocument() throws Exception {
    Path model = temp.resolve("net.safetensors");
    Path classes = temp.resolve("classes.log");
    List<String> command = new ArrayList<>(defaultSignals());
    List<String> options = new ArrayList<>(Child.JVM_OPTIONS);
    options.add("-Xlog:class+load:file=" + classes);
    command.addAll(
        Child.command(
            options,
            "train",
            "--batch-size",
            "1",
            "--hidden",
            "300",
            "--json",
            "--model",
            model.toString()));
    try (Child child = Child.start(temp, command)) {
      child.await("training", () -> contains(classes, "dev.lanewise.train.Trainer "));
      CommandRun run = endBy("INT", child);
      assertEquals(130, run.code(), run::toString);
      assertEquals(List.of(), run.errLines().toList());
      Map<String, Object> document = run.document();
      assertEquals("interrupted", document.get("status"));
      assertEquals(List.of(), document.get("epochs"));
      assertNull(document.get("bestEpoch"));
      assertNull(document.get("testAccuracy"));
      assertTrue(document.get("weightsSha256").toString().matches("[0-9a-f]{64}"));
      assertEquals(model.toString(), document.get("model"));
    }
    CommandRun.of("evaluate", "--model", model.toString(), "--data", CommandRun.sample()).done();
  }

  @Test
  void sigtermLaterWritesTheBestEpoch() throws Exception {
    Path model = temp.resolve("net.safetensors");
    String[] options = {
      "train",
      "--data",
      TinyData.write(temp.resolve("tiny")).toString(),
      "--batch-size",
      "1",
      "--hidden",
      "5",
      "--weight-scale",
      "0.1",
      "--epochs"
    };
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("1000000", "--model", model.toString()));
    List<String> command = Child.command(Child.JVM_OPTIONS, args.toArray(String[]::new));
    try (Child child = Child.start(temp, command)) {
      child.await("the first epoch", () -> child.out().contains("epoch "));
      CommandRun run = endBy("TERM", child);
      assertEquals(143, run.code(), run::toString);
      assertEquals(0, run.errLines().filter(line -> line.startsWith("lanewise: ")).count());
      String end = run.out().substring(run.out().indexOf("interrupted after "));
      Matcher told =
          Pattern.compile(
                  "interrupted after [0-9]+ epochs?\n"
                      + "best epoch ([0-9]+): training accuracy none, validation [01]\\.[0-9]{4},"
                      + " test none\n"
                      + "weights SHA-256 ([0-9a-f]{64})\n"
                      + "model written to "
                      + Pattern.quote(model.toString())
                      + "\n")
              .matcher(end);
      assertTrue(told.matches(), end);
      args.subList(options.length, args.size()).clear();
      args.addAll(List.of(told.group(1), "--quiet"));
      CommandRun again = CommandRun.of(args).done();
      assertEquals("weights SHA-256 " + told.group(2), again.outLines().getLast());
    }
  }

  private static CommandRun endBy(String signal, Child child) throws Exception {
    child.signal(signal);
    return child.end();
  }

  /** A shell's background jobs ignore SIGINT, and so would their children; GNU env resets that. */
  static List<String> defaultSignals() throws Exception {
    String[] env = {"env", "--default-signal=INT"};
    Process test = new ProcessBuilder(env[0], env[1], "true").start();
    return test.waitFor() == 0 ? List.of(env) : List.of();
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.exists(file) && Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
