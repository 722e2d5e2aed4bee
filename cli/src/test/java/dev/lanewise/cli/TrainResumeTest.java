package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --checkpoint} and {@code --resume} in one JVM. */
class TrainResumeTest {

  private static final String SETTINGS =
      "--hidden 5 --batch-size 9 --weight-scale 0.1 --learning-rate 0.001 --seed 4 ";

  private final Optional<String> home = Optional.ofNullable(System.getProperty("lanewise.home"));

  @TempDir private Path temp;
  private Path file;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    file = temp.resolve("run.checkpoint");
    data = TinyData.write(temp.resolve("home/data/sample"));
    Files.createDirectories(temp.resolve("mine"));
  }

  @AfterEach
  void restoreHome() {
    home.ifPresentOrElse(
        path -> System.setProperty("lanewise.home", path),
        () -> System.clearProperty("lanewise.home"));
  }

  private CommandRun run(String options) {
    return CommandRun.of(List.of("train"), options.trim().split(" +"));
  }

  private CommandRun train(String options) {
    return run("--data " + data + " " + SETTINGS + options);
  }

  private CommandRun checkpointed(String options) {
    return train("--checkpoint " + file + " " + options);
  }

  private CommandRun resume(String options) {
    return run("--data " + data + " --checkpoint " + file + " --resume " + options);
  }

  /** All that a document says but for the clock, threads and paths. */
  static Map<String, Object> figures(CommandRun run) {
    Map<String, Object> figures = new TreeMap<>(run.done().document());
    figures.keySet().removeAll(List.of("seconds", "samplesPerSecond", "model", "threads"));
    List<Object> epochs = new ArrayList<>();
    for (Object epoch : (List<?>) figures.getOrDefault("epochs", List.of())) {
      Map<Object, Object> rest = new TreeMap<>((Map<?, ?>) epoch);
      rest.keySet().removeAll(List.of("seconds", "samplesPerSecond"));
      epochs.add(rest);
    }
    figures.put("epochs", epochs);
    return figures;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer momentum --lr-decay 0.9",
        "--optimizer adam --schedule plateau --plateau-patience 0 --monitor loss",
        "--optimizer adamw --schedule one-cycle --schedule-epochs 8",
        "--validation-size 0 --warmup-steps 20",
      })
  void goesOnToTheSameBits(String settings) {
    checkpointed("--epochs 3 --json " + settings).done();
    Map<String, Object> straight = figures(train("--epochs 6 --json " + settings));
    assertEquals(straight, figures(resume("--epochs 6 --json --threads 2")));
  }

  @Test
  void textHasTheNewEpochsBehindALineThatSaysWhereItGoesOn() {
    checkpointed("--epochs 3").done();
    List<String> lines = resume("--epochs 5").done().outLines();
    assertEquals(file + ": goes on after epoch 3 of 5", lines.get(0));
    assertTrue(lines.get(1).startsWith("epoch "), lines.get(1));
    assertTrue(lines.get(2).startsWith("  4/5 "), lines.get(2));
    assertTrue(lines.get(3).startsWith("  5/5 "), lines.get(3));
    assertTrue(lines.get(4).startsWith("best epoch "), lines.get(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--epochs 3", "--epochs 60 --early-stopping 2"})
  void aRunThatWasDoneIsEvaluatedOnly(String epochs) throws IOException {
    Map<String, Object> straight = figures(checkpointed("--json " + epochs));
    int last = ((List<?>) straight.getOrDefault("epochs", List.of())).size();
    assertTrue(last < 60, "never stopped early");
    byte[] before = Files.readAllBytes(file);
    assertEquals(straight, figures(resume("--json")));
    List<String> lines = resume("").done().outLines();
    assertEquals(
        file + ": the run was done after epoch " + last + " and is only evaluated", lines.get(0));
    assertTrue(lines.get(1).startsWith("best epoch "), lines.get(1));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void beginsWhereThereIsNoFileAndKeepsIt() {
    Map<String, Object> straight = figures(train("--epochs 2 --json"));
    assertEquals(straight, figures(checkpointed("--epochs 2 --json --resume")));
    assertTrue(Files.exists(file));
  }

  @Test
  void anExistingFileIsRefused() throws IOException {
    checkpointed("--epochs 1").done();
    byte[] before = Files.readAllBytes(file);
    String error = checkpointed("--epochs 1").error(5);
    assertTrue(error.contains(file + ": exists already; expected "), error);
    assertTrue(error.contains("--resume"), error);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--hidden 6 | --hidden: 6 is typed, the run has 5",
        "--learning-rate 0.5 | --learning-rate: 0.5 is typed, the run has 0.001",
        "--optimizer adam | --optimizer: adam is typed, the run has momentum",
        "--momentum 0.8 | --momentum: 0.8 is typed, the run has 0.9",
        "--schedule step | --schedule: step is typed, the run has cosine",
        "--schedule-epochs 7 | --schedule-epochs: 7 is typed, the run has 5",
        "--seed 9 | --seed: 9 is typed, the run has 4",
        "--batch-size 7 | --batch-size: 7 is typed, the run has 9",
        "--init he | --init: he is typed, the run has gaussian",
        "--normalize unit | --normalize: unit is typed, the run has center",
        "--train-size 7 | --train-size: 7 is typed, the run has ",
        "--validation-size 1 | --validation-size: 1 is typed, the run has ",
        "--test-size 1 | --test-size: 1 is typed, the run has ",
        "--epochs 2 | --epochs: 2 is typed, 3 epochs are done",
        "--epochs 6 | --epochs: 6 is typed, the schedule cosine ends after 5",
      })
  void whatIsTypedMustAgree(String typed, String told) throws IOException {
    String settings = "--optimizer momentum --schedule cosine --schedule-epochs 5 --epochs 3";
    checkpointed(settings).done();
    byte[] before = Files.readAllBytes(file);
    String error = resume(typed).error(3);
    assertTrue(error.startsWith("lanewise: " + file + ": " + told), error);
    assertTrue(error.contains("; expected "), error);
    assertArrayEquals(before, Files.readAllBytes(file));
    resume(SETTINGS + settings + " --normalize center").done(); // what is the same may be typed
  }

  @Test
  void dataOfAnotherContentIsRefused() throws IOException {
    checkpointed("--epochs 1").done();
    Path labels = data.resolve("train-labels-idx1-ubyte");
    byte[] changed = Files.readAllBytes(labels);
    changed[8] = (byte) (changed[8] == 0 ? 1 : 0);
    Files.write(labels, changed);
    String error = resume("").error(3);
    assertTrue(error.startsWith("lanewise: " + file + ": --data: sample has the checksum "), error);
    Files.delete(labels);
    assertEquals(3, resume("").code());
  }

  @Test
  void dataOfOnesOwnMustBeTypedAgain() throws IOException {
    Path own = TinyData.write(temp.resolve("mine"));
    run("--data " + own + " " + SETTINGS + "--epochs 1 --checkpoint " + file).done();
    String error = run("--checkpoint " + file + " --resume").error(2);
    assertTrue(error.contains(file + ": the run is on mine, which is no known set"), error);
  }

  @Test
  void aKnownSetNeedNotBeTypedAgain() {
    System.setProperty("lanewise.home", temp.resolve("home").toString());
    run(SETTINGS + "--epochs 2 --checkpoint " + file).done();
    Map<String, Object> straight = figures(run(SETTINGS + "--epochs 4 --json"));
    CommandRun resumed = run("--epochs 4 --json --resume --checkpoint " + file);
    assertEquals(straight, figures(resumed));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--resume | --resume needs the --checkpoint FILE",
        "--checkpoint-seconds 3 | --checkpoint-seconds is for --checkpoint",
        "--checkpoint FILE --checkpoint-seconds -1 | --checkpoint-seconds must be 0 to 1e9",
        "--checkpoint FILE --checkpoint-seconds NaN | --checkpoint-seconds must be 0 to 1e9",
        "--checkpoint FILE --model FILE | --checkpoint and --model need files of their own",
      })
  void wrongUsage(String options, String told) {
    String error = train(options.replace("FILE", file.toString())).error(2);
    assertTrue(error.contains(told), error);
    assertFalse(Files.exists(file));
  }

  @Test
  void filesThatAreNoCheckpoint() throws IOException {
    checkpointed("--epochs 1 --model " + temp.resolve("net")).done();
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length - 1] ^= 1;
    for (byte[] bytes :
        List.of(
            new byte[0],
            "epoch".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            Arrays.copyOf(whole, whole.length - 1),
            flipped,
            Files.readAllBytes(temp.resolve("net")))) {
      Files.write(file, bytes);
      String error = resume("").error(3);
      assertTrue(error.startsWith("lanewise: " + file + ": "), error);
      assertTrue(error.contains("; expected "), error);
      assertArrayEquals(bytes, Files.readAllBytes(file));
    }
  }

  @Test
  void aCheckpointIsNoModelThatMayBeReplaced() throws IOException {
    checkpointed("--epochs 1").done();
    byte[] before = Files.readAllBytes(file);
    String error = train("--epochs 1 --model " + file).error(5);
    assertTrue(error.contains("another kind of file"), error);
    assertArrayEquals(before, Files.readAllBytes(file));
    error =
        CommandRun.of("evaluate", "--data", data.toString(), "--model", file.toString()).error(3);
    assertTrue(error.contains("training checkpoint 1"), error);
  }

  @Test
  void aResumeGoesOnWithItsModel() {
    Path model = temp.resolve("net");
    checkpointed("--epochs 1 --no-clobber --model " + model).done();
    resume("--epochs 2 --no-clobber --model " + model).done();
    assertTrue(train("--epochs 1 --no-clobber --model " + model).error(5).contains("no-clobber"));
  }

  @Test
  void aFolderThatIsNotThere() {
    file = temp.resolve("none/run.checkpoint");
    assertTrue(checkpointed("--epochs 1").error(5).contains("there is no folder"));
  }
}
