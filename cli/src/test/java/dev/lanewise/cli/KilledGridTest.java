package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.GridWithResults.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code grid --results} killed again and again, at moments that come with its files: in the end
 * all is as if nobody had disturbed it.
 */
class KilledGridTest {

  private static final String COMMON =
      "--batch-size 2,3 --weight-scale 0.1 --reg 0.01 --lr-decay 0.99 ";
  private static final String GRID = "--hidden 5,8 --learning-rate 0.01,0.001 --epochs ";

  @TempDir private Path temp;

  @BeforeEach
  void writeData() throws IOException {
    TinyData.write(temp.resolve("tiny"));
  }

  @Test
  @Timeout(120)
  void killedThreeTimes() throws Exception {
    assertEquals(3, killUntilDone(COMMON + GRID + "30,60,61", "t.csv", 3, 1));
  }

  @ParameterizedTest
  @Tag("thorough")
  @Timeout(600)
  @CsvSource(
      delimiter = '|',
      value = {
        GRID + "300,301,200,20,1 | t.csv",
        GRID + "300,301,200,20,1 --no-fuse | t.jsonl",
        "--search halving --trials 12 --hidden 4..9 --learning-rate 1e-4..0.1 --epochs 450 | t.csv",
        "--search halving --trials 14 --hidden 4..9 --learning-rate 1e-4..0.1 --epochs 200 --folds"
            + " 2 | t.jsonl",
        GRID + "90,91,10 --folds 3 | t.csv",
        "--search random --trials 9 --hidden none,5-4,7 --learning-rate 1e-4..0.1 --epochs 20..150"
            + " --folds 2 | t.jsonl",
      })
  void killedTwentyTimes(String settings, String file) throws Exception {
    int kills = killUntilDone(COMMON + settings, file, 20, settings.hashCode());
    assertTrue(kills >= 15, "only " + kills + " kills before the end");
  }

  /** Kills at most so often, then lets it end; gives how often it was killed. */
  private int killUntilDone(String settings, String file, int most, long seed) throws Exception {
    GridWithResults whole =
        new GridWithResults(
            Files.createTempDirectory(temp, "whole"), List.of(settings.split(" ")), file);
    Ending expected = whole.ending(whole.run());
    GridWithResults killed = whole.elsewhere();
    Random random = new Random(seed);
    int kills = 0;
    String story = "";
    for (int life = 0; life < most; life++) {
      boolean startup = life % 5 == 4; // whatever it has reached
      int changes = startup ? 0 : 1 + random.nextInt(9);
      int micros = random.nextInt(startup ? 700_000 : 4_000);
      if (!diesAfter(killed, changes, micros)) {
        break;
      }
      kills++;
      story += " %d+%d:%d".formatted(changes, micros, lines(killed.results()));
    }
    Ending actual = killed.ending(killed.run("--resume"));
    GridWithResults.assertSame(expected, actual, "changes+microseconds:lines" + story);
    assertEquals(
        Set.of(file, killed.model().getFileName().toString()), files(killed.folder()), story);
    return kills;
  }

  /** Kills a life of the search; false if it has ended before. */
  private boolean diesAfter(GridWithResults grid, int changes, int micros) throws Exception {
    List<String> command =
        Child.command(Child.JVM_OPTIONS, grid.arguments("--resume").toArray(String[]::new));
    Process child =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(temp.resolve("child.err").toFile())
            .start();
    try {
      String seen = state(grid);
      for (int left = changes; left > 0 && child.isAlive(); ) {
        String now = state(grid);
        if (now.equals(seen)) {
          TimeUnit.MICROSECONDS.sleep(200);
        } else {
          seen = now;
          left--;
        }
      }
      TimeUnit.MICROSECONDS.sleep(micros);
    } finally {
      child.destroyForcibly().waitFor();
    }
    int killedBySignal = 128 + 9;
    if (child.exitValue() != killedBySignal) {
      assertEquals(0, child.exitValue(), Files.readString(temp.resolve("child.err")));
      return false;
    }
    return true;
  }

  /** Tells one checkpoint from the next, and how many lines there are. */
  private static String state(GridWithResults grid) throws IOException {
    return attribute(grid.checkpoint()) + " " + attribute(grid.results());
  }

  private static String attribute(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.fileKey() + "/" + attributes.size() + "/" + attributes.lastModifiedTime();
    } catch (NoSuchFileException e) {
      return "none";
    }
  }

  private static int lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  /** But for what a killed writer may leave. */
  private static Set<String> files(Path folder) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.matches("\\.lanewise-[0-9a-f]+\\.tmp"))
          .forEach(names::add);
    }
    return names;
  }

  /** Told to end: exit code 143, the document, the lines and the best model so far are there. */
  @Test
  @Timeout(120)
  void toldToEnd() throws Exception {
    GridWithResults whole =
        new GridWithResults(
            Files.createTempDirectory(temp, "whole"),
            List.of((COMMON + GRID + "30,60,300").split(" ")),
            "t.jsonl");
    GridWithResults ended = whole.elsewhere();
    List<String> command =
        Child.command(Child.JVM_OPTIONS, ended.arguments().toArray(String[]::new));
    Map<String, Object> document;
    try (Child child = Child.start(temp, command)) {
      child.await(
          "a line and a checkpoint",
          () -> Files.exists(ended.checkpoint()) && Files.exists(ended.results()));
      child.signal("TERM");
      CommandRun run = child.end();
      assertEquals(143, run.code(), run::toString);
      assertEquals(0, run.errLines().filter(line -> line.startsWith("lanewise: ")).count());
      document = run.document();
    }
    assertEquals("interrupted", document.get("status"));
    assertEquals(lines(ended.results()), ((List<?>) document.get("trials")).size());
    assertTrue(lines(ended.results()) < 24, "it had ended");
    assertTrue(Files.exists(ended.checkpoint()));
    @SuppressWarnings("unchecked")
    Map<String, Object> best = (Map<String, Object>) document.get("best");
    CommandRun evaluated =
        CommandRun.of(
            "evaluate",
            "--model",
            ended.model().toString(),
            "--data",
            temp.resolve("tiny").toString(),
            "--split",
            "validation",
            "--json");
    assertEquals(best.get("validationAccuracy"), evaluated.done().document().get("accuracy"));
    GridWithResults.assertSame(
        whole.ending(whole.run()), ended.ending(ended.run("--resume")), "after a signal");
  }

  /** A second search on the same file ends at once, and the first does not notice. */
  @Test
  @Timeout(120)
  void onlyOneSearchWrites() throws Exception {
    GridWithResults whole =
        new GridWithResults(
            Files.createTempDirectory(temp, "whole"),
            List.of((COMMON + GRID + "300").split(" ")),
            "t.csv");
    GridWithResults grid = whole.elsewhere();
    List<String> command =
        Child.command(Child.JVM_OPTIONS, grid.arguments().toArray(String[]::new));
    try (Child child = Child.start(temp, command)) {
      child.await("its file", () -> Files.exists(grid.results()));
      String second = grid.run("--resume").error(5);
      assertTrue(second.startsWith("lanewise: " + grid.results() + ": another search"), second);
      assertTrue(child.alive(), "the first has ended before the second");
      assertEquals(0, child.end().code());
    }
    Ending expected = whole.ending(whole.run());
    GridWithResults.assertSame(expected, grid.ending(grid.run("--resume")), "after both");
  }

  /** Told to end when all folds have been trained: it says what was in work. */
  @Test
  @Timeout(120)
  void toldToEndInTheLastTraining() throws Exception {
    String settings =
        "grid --train-size 2000 --validation-size 1000 --folds 2 --hidden 1000 --learning-rate 1e-6"
            + " --batch-size 1 --epochs 1 --reg 0 --data";
    List<String> arguments = new ArrayList<>(List.of(settings.split(" ")));
    arguments.add(CommandRun.sample());
    List<String> command = Child.command(Child.JVM_OPTIONS, arguments.toArray(String[]::new));
    try (Child child = Child.start(temp, command)) {
      child.await("the last training", () -> child.err().contains("training the best trial"));
      child.signal("TERM");
      CommandRun run = child.end();
      assertEquals(143, run.code(), run::toString);
      assertEquals(
          "interrupted while training the best trial, 1, on all samples",
          run.outLines().getFirst());
    }
  }
}
