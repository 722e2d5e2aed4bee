package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --checkpoint} in a process that is killed, told to end, or short of disk. */
@Timeout(300)
class InterruptedTrainingTest {

  @TempDir private Path temp;
  private Path file;

  @BeforeEach
  void name() {
    file = temp.resolve("run.checkpoint");
  }

  private static List<String> words(String options) {
    return new ArrayList<>(List.of(options.split(" +")));
  }

  private Child start(List<String> args) throws IOException {
    return Child.start(temp, Child.command(Child.JVM_OPTIONS, args.toArray(String[]::new)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer nesterov --schedule step --step-epochs 2 --rate-factor 0.5",
        "--optimizer adamw --schedule cosine",
      })
  void killedAfterThreeEpochsOfSix(String settings) throws Exception {
    List<String> run =
        words(
            "train --epochs 6 --hidden 200 --batch-size 4 --train-size 4000 --validation-size 500"
                + " --test-size 500 --learning-rate 1e-4 "
                + settings);
    run.addAll(List.of("--data", CommandRun.sample())); // a path may have spaces
    List<String> saved = new ArrayList<>(run);
    saved.addAll(List.of("--checkpoint", file.toString(), "--checkpoint-seconds", "0"));
    try (Child child = start(saved)) {
      child.await("epoch 3", () -> child.out().contains("\n  3/6 "));
      child.signal("KILL");
      child.end();
    }
    String resumed = CommandRun.of(saved, "--resume", "--quiet").done().out();
    assertEquals(CommandRun.of(run, "--quiet").done().out(), resumed);
  }

  /**
   * Whatever the interval, a signal writes the last whole epoch and says how to go on. The model
   * that it leaves can be made once more.
   */
  @Test
  void aSignalWritesTheLastWholeEpoch() throws Exception {
    String data = TinyData.write(temp.resolve("tiny")).toString();
    String settings = "train --batch-size 1 --hidden 5 --weight-scale 0.1 --json --data " + data;
    Path model = temp.resolve("net.safetensors");
    List<String> saved = words(settings + " --checkpoint-seconds 1000000 --checkpoint " + file);
    saved.addAll(List.of("--epochs", "1000000", "--model", model.toString()));
    Path classes = temp.resolve("classes.log");
    List<String> options = new ArrayList<>(Child.JVM_OPTIONS);
    options.add("-Xlog:class+load:file=" + classes);
    try (Child child = Child.start(temp, Child.command(options, saved.toArray(String[]::new)))) {
      child.await("an epoch", () -> contains(classes, "CheckpointWriter$Copy "));
      assertFalse(Files.exists(file));
      child.signal("TERM");
      CommandRun run = child.end();
      assertEquals(143, run.code(), run::toString);
      assertTrue(run.err().contains("hint: the same command with --resume goes on"), run.err());
      int done = ((List<?>) run.document().getOrDefault("epochs", List.of())).size();
      assertTrue(done > 0, "no epoch");
      String epochs = Integer.toString(done + 2);
      Map<String, Object> resumed =
          TrainResumeTest.figures(
              CommandRun.of(
                  words(settings),
                  "--checkpoint",
                  file.toString(),
                  "--resume",
                  "--epochs",
                  epochs));
      assertEquals(
          TrainResumeTest.figures(CommandRun.of(words(settings), "--epochs", epochs)), resumed);
      CommandRun repeated =
          CommandRun.of("train", "--json", "--config", model.toString(), "--data", data);
      assertEquals(
          run.document().get("weightsSha256"), repeated.done().document().get("weightsSha256"));
    }
  }

  /** Files of a process may have 16 KiB here: what is there stays as it was. */
  @Test
  void noSpaceIsLeft() throws Exception {
    String data = TinyData.write(temp.resolve("tiny")).toString();
    List<String> args =
        words("train --batch-size 9 --hidden 2000 --data " + data + " --checkpoint " + file);
    CommandRun.of(args, "--epochs", "1").done();
    byte[] before = Files.readAllBytes(file);
    args.addAll(List.of("--resume", "--epochs", "3", "--quiet", "--checkpoint-seconds", "0"));
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 32; exec \"$@\"", "sh"));
    command.addAll(Child.command(Child.JVM_OPTIONS, args.toArray(String[]::new)));
    String error = Child.run(temp, command).error(5);
    assertTrue(error.contains(file.toString()), error);
    assertTrue(error.endsWith("; the checkpoint cannot be written"), error);
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(temp)) {
      assertEquals(0, files.filter(path -> path.toString().endsWith(".tmp")).count());
    }
  }

  /** A step of a minute cannot be waited for; without the second signal ten seconds are. */
  @ParameterizedTest
  @ValueSource(strings = {"train --hidden 20000", "grid --hidden 20000"})
  void aSecondCtrlCStopsAtOnce(String command) throws Exception {
    Path classes = temp.resolve("classes.log");
    List<String> options = new ArrayList<>(Child.JVM_OPTIONS);
    options.add("-Xlog:class+load:file=" + classes);
    List<String> args = words(command + " --backend scalar --threads 1 --batch-size 2000");
    args.addAll(List.of("--data", CommandRun.sample())); // a path may have spaces
    List<String> all = new ArrayList<>(SignalTest.defaultSignals());
    all.addAll(Child.command(options, args.toArray(String[]::new)));
    try (Child child = Child.start(temp, all)) {
      child.await("training", () -> contains(classes, "dev.lanewise.train.Trainer "));
      int signals = 0;
      while (child.alive()) {
        child.signal("INT");
        signals++;
        TimeUnit.MILLISECONDS.sleep(500);
      }
      CommandRun run = child.end();
      assertEquals(130, run.code(), run::toString);
      assertTrue(signals > 1, "one signal was enough");
      assertFalse(run.err().contains("takes too long"), run.err());
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.exists(file) && Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
