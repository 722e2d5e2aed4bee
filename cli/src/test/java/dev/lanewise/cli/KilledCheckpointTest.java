package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.train.TrainingCheckpoint;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that writes a checkpoint after every epoch, killed at random moments: no checkpoint is
 * unreadable, and every run ends with the bits of an uninterrupted one. {@code
 * -Dlanewise.kills=200} kills more often.
 */
@Tag("thorough")
class KilledCheckpointTest {

  private static final int KILLS = Integer.getInteger("lanewise.kills", 20);
  private static final long SEED = Long.getLong("lanewise.kills.seed", 1);
  private static final int LONGEST_MILLIS = 400;
  private static final long BUDGET = 1L << 30;

  @TempDir private Path temp;

  @Test
  void everyRunEndsWithTheSameBits() throws Exception {
    String data = TinyData.write(temp.resolve("tiny")).toString();
    Path file = temp.resolve("run.checkpoint");
    String settings =
        "train --hidden 5000 --batch-size 50 --epochs 30 --optimizer adam --learning-rate 1e-4"
            + " --schedule cosine --quiet --data ";
    List<String> run = new ArrayList<>(List.of((settings + data).split(" ")));
    String straight = CommandRun.of(run).done().out();
    run.addAll(List.of("--resume", "--checkpoint-seconds", "0", "--checkpoint", file.toString()));
    Random random = new Random(SEED);
    int ended = 0;
    int torn = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (Child child =
          Child.start(temp, Child.command(Child.JVM_OPTIONS, run.toArray(String[]::new)))) {
        long before = modified(file);
        while (child.alive() && modified(file) == before) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        int millis = random.nextInt(LONGEST_MILLIS);
        TimeUnit.MILLISECONDS.sleep(millis);
        while (kill % 2 == 0 && child.alive() && temporaryFiles().isEmpty()) {
          Thread.onSpinWait(); // every other kill hits the writing
        }
        child.kill();
        int code = child.end().code();
        int left = deleteTemporaryFiles();
        torn += left;
        TrainingCheckpoint saved = TrainingCheckpoint.read(file, BUDGET);
        int epochs = saved.progress().epochs().size();
        System.out.printf(
            "kill %d after %d ms: exit code %d, %d epochs done, %d files half written%n",
            kill, millis, code, epochs, left);
        if (saved.isDone()) {
          assertEquals(straight, CommandRun.of(run).done().out());
          Files.delete(file);
          ended++;
        }
      }
    }
    assertEquals(straight, CommandRun.of(run).done().out());
    assertTrue(torn > 0, "no kill hit the writing; " + ended + " runs ended");
  }

  private static long modified(Path file) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS) : 0;
  }

  private List<Path> temporaryFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temp, ".lanewise-*.tmp")) {
      files.forEach(found::add);
    }
    return found;
  }

  private int deleteTemporaryFiles() throws IOException {
    List<Path> found = temporaryFiles();
    for (Path path : found) {
      Files.delete(path);
    }
    return found.size();
  }
}
