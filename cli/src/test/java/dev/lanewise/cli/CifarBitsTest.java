package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.cli.options.DataFolderOption;
import dev.lanewise.kernels.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One witness for two epochs of CIFAR-10 on every backend, vector width and number of threads, and
 * a shorter run for other compilers. Where CIFAR-10 was not fetched, the sample stands in.
 */
@Tag("thorough")
class CifarBitsTest {

  private static final List<String> TWO_EPOCHS = List.of("--epochs", "2", "--hidden", "100");
  private static final List<String> SHORT =
      List.of(
          "--epochs",
          "1",
          "--hidden",
          "20",
          "--train-size",
          "500",
          "--validation-size",
          "100",
          "--test-size",
          "100");

  @TempDir private Path temp;

  private static String data() {
    Path cifar10 = new DataFolderOption().path().resolve("cifar10");
    return Files.isDirectory(cifar10) ? cifar10.toString() : CommandRun.sample();
  }

  private static String[] train(List<String> size, String... place) {
    List<String> args = new ArrayList<>(List.of("train", "--data", data(), "--json"));
    args.addAll(size);
    args.addAll(List.of(place));
    return args.toArray(String[]::new);
  }

  private static Object witness(CommandRun run) {
    return run.done().document().get("weightsSha256");
  }

  @Test
  void everyBackendWidthAndThreadCount() {
    Object expected = witness(CommandRun.of(train(TWO_EPOCHS)));
    for (String threads : List.of("1", "2", "3", "7")) {
      assertEquals(expected, witness(CommandRun.of(train(TWO_EPOCHS, "--threads", threads))));
    }
    for (int bits : List.of(128, 256, 512)) {
      if (bits <= Backends.widestVectorBits()) {
        String[] args = train(TWO_EPOCHS, "--vector-bits", Integer.toString(bits));
        assertEquals(expected, witness(CommandRun.of(args)), () -> bits + " bits");
      }
    }
    assertEquals(expected, witness(CommandRun.of(train(TWO_EPOCHS, "--backend", "scalar"))));
  }

  @Test
  void otherInstructionsAndCompilers() throws Exception {
    boolean x86 = System.getProperty("os.arch").matches("amd64|x86_64");
    if (x86) {
      assertEquals(
          witness(CommandRun.of(train(TWO_EPOCHS))), inJvmWith("-XX:UseAVX=2", train(TWO_EPOCHS)));
    }
    Object expected = witness(CommandRun.of(train(SHORT)));
    String[] scalar = train(SHORT, "--backend", "scalar");
    String[] vector = train(SHORT, "--backend", "vector"); // auto takes scalar kernels there
    assertEquals(expected, inJvmWith("-XX:TieredStopAtLevel=1", vector));
    assertEquals(expected, inJvmWith("-XX:TieredStopAtLevel=1", scalar));
  }

  private Object inJvmWith(String option, String[] args) throws Exception {
    List<String> options = Stream.concat(Child.JVM_OPTIONS.stream(), Stream.of(option)).toList();
    return witness(Child.run(temp, Child.command(options, args)));
  }
}
