package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training run killed while it replaces a model: the file is the old model or the new one. */
@Tag("thorough")
class KilledTrainingTest {

  private static final int KILLS = 20;
  private static final String WIDTH = "20000"; // so that writing takes a moment

  @TempDir private Path temp;

  @Test
  void theModelIsTheOldOneOrTheNewOne() throws Exception {
    String data = TinyData.write(temp.resolve("tiny")).toString();
    Path model = temp.resolve("net.safetensors");
    Path old = temp.resolve("old.safetensors");
    Path other = temp.resolve("other.safetensors");
    CommandRun.of(train(data, "1", old)).done();
    CommandRun.of(train(data, "2", other)).done();
    String oldOutput = predictions(data, old);
    String newOutput = predictions(data, other);
    int torn = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Files.copy(old, model, StandardCopyOption.REPLACE_EXISTING);
      List<String> command = Child.command(Child.JVM_OPTIONS, train(data, "2", model));
      Process child =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      while (child.isAlive() && temporaryFiles() == 0) {
        Thread.onSpinWait();
      }
      TimeUnit.MICROSECONDS.sleep(500L * kill);
      child.destroyForcibly().waitFor();
      torn += deleteTemporaryFiles();
      String output = predictions(data, model);
      assertTrue(output.equals(oldOutput) || output.equals(newOutput), "a third model");
    }
    assertTrue(torn > 0, "no kill hit the writing");
  }

  private static String[] train(String data, String seed, Path model) {
    return new String[] {
      "train",
      "--data",
      data,
      "--batch-size",
      "50",
      "--hidden",
      WIDTH,
      "--epochs",
      "1",
      "--weight-scale",
      "0.01",
      "--seed",
      seed,
      "--model",
      model.toString(),
      "--quiet"
    };
  }

  private static String predictions(String data, Path model) {
    CommandRun run = CommandRun.of("predict", "--data", data, "--model", model.toString()).done();
    assertEquals("", run.err());
    return run.out();
  }

  private int temporaryFiles() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temp, ".lanewise-*.tmp")) {
      for (Path _ : files) {
        count++;
      }
    }
    return count;
  }

  private int deleteTemporaryFiles() throws IOException {
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temp, ".lanewise-*.tmp")) {
      for (Path file : files) {
        Files.delete(file);
        count++;
      }
    }
    return count;
  }
}
