package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad data, bad models, divergence and outputs that cannot be written: exit codes 3, 4 and 5. */
@Timeout(60)
class FailuresTest {

  private static final int CIFAR_RECORD = 3073;

  @TempDir private Path temp;
  private Path tiny;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    tiny = TinyData.write(temp.resolve("tiny"));
    model = temp.resolve("net.safetensors");
  }

  private CommandRun train(String... options) {
    return CommandRun.of(
        List.of(
            "train",
            "--data",
            tiny.toString(),
            "--batch-size",
            "10",
            "--hidden",
            "5",
            "--epochs",
            "1",
            "--weight-scale",
            "0.1"),
        options);
  }

  private Path trained() {
    train("--quiet", "--model", model.toString()).done();
    return model;
  }

  /** Demands that training on {@code data} fails in one line that names {@code file}. */
  private static void assertBadData(Path data, Path file) {
    String line = CommandRun.of("train", "--data", data.toString(), "--json").error(3);
    assertTrue(line.startsWith("lanewise: " + file + ": "), line);
  }

  @Test
  void dataThatIsNotThere() throws IOException {
    assertBadData(temp.resolve("nowhere"), temp.resolve("nowhere"));
    assertBadData(Files.createDirectory(temp.resolve("empty")), temp.resolve("empty"));
    Path file = tiny.resolve("train-labels-idx1-ubyte");
    assertBadData(file, file);
    Files.delete(file);
    assertBadData(tiny, file);
  }

  @Test
  void aDamagedIdxFile() throws IOException {
    Path images = tiny.resolve("train-images-idx3-ubyte");
    byte[] good = Files.readAllBytes(images);
    byte[] magic = good.clone();
    magic[3] = 4;
    Files.write(images, magic);
    assertBadData(tiny, images);
    Files.write(images, Arrays.copyOf(good, good.length - 1));
    assertBadData(tiny, images);
  }

  @Test
  void aDamagedPackedFile() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("packed"));
    try (Stream<Path> files = Files.list(Path.of(CommandRun.sample()))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".gz")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path labels = folder.resolve("train-labels-idx1-ubyte.gz");
    byte[] bytes = Files.readAllBytes(labels);
    bytes[bytes.length / 2] ^= 0x10;
    Files.write(labels, bytes);
    assertBadData(folder, labels);
  }

  @Test
  void aDamagedCifarFile() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("cifar"));
    byte[] records = new byte[4 * CIFAR_RECORD];
    for (int b = 1; b <= 5; b++) {
      Files.write(folder.resolve("data_batch_" + b + ".bin"), records);
    }
    Files.write(folder.resolve("test_batch.bin"), records);
    Path third = folder.resolve("data_batch_3.bin");
    records[2 * CIFAR_RECORD] = 10;
    Files.write(third, records);
    assertBadData(folder, third);
    Files.write(third, new byte[4 * CIFAR_RECORD - 1]);
    assertBadData(folder, third);
  }

  /** Demands that {@code evaluate} and {@code predict} refuse {@link #model} and name it. */
  private void assertBadModel(String... explained) {
    for (String command : List.of("evaluate", "predict")) {
      CommandRun run =
          CommandRun.of(command, "--model", model.toString(), "--data", tiny.toString(), "--json");
      String line = run.error(3);
      assertTrue(line.startsWith("lanewise: " + model + ": "), line);
      for (String words : explained) {
        assertTrue(line.contains(words), line);
      }
    }
  }

  @Test
  void aModelThatIsNotThere() throws IOException {
    assertBadModel("no such file");
    Files.createDirectory(model);
    assertBadModel("is a folder");
  }

  @Test
  void aFileThatIsNoModel() throws IOException {
    Files.writeString(model, "");
    assertBadModel();
    Files.writeString(model, "This is a text of more than eight bytes.");
    assertBadModel();
    byte[] header = "{}      ".getBytes(StandardCharsets.US_ASCII);
    byte[] empty = new byte[16];
    empty[0] = 8;
    System.arraycopy(header, 0, empty, 8, 8);
    Files.write(model, empty);
    assertBadModel("W1");
  }

  @Test
  void aDamagedModel() throws IOException {
    byte[] good = Files.readAllBytes(trained());
    for (int at = 0; at < good.length; at += Math.max(1, good.length / 23)) {
      byte[] damaged = good.clone();
      damaged[at] ^= 1;
      Files.write(model, damaged);
      assertBadModel();
    }
    Files.write(model, Arrays.copyOf(good, good.length - 1));
    assertBadModel();
  }

  @Test
  void aModelOfOtherInputs() {
    trained();
    for (String command : List.of("evaluate", "predict")) {
      CommandRun run =
          CommandRun.of(
              command, "--model", model.toString(), "--data", CommandRun.sample(), "--json");
      assertEquals(
          "lanewise: " + model + ": the model takes 4 inputs, data sample has 784", run.error(3));
    }
  }

  @Test
  void aModelOfFewerClasses() throws IOException {
    TinyData.foreignModel(model, TinyData.INPUTS, 0, 1);
    CommandRun run =
        CommandRun.of("evaluate", "--model", model.toString(), "--data", tiny.toString());
    assertEquals(3, run.code());
    assertEquals(
        "lanewise: "
            + model
            + ": data tiny has classes that the model does not have: 2; the data has 0 to 2;"
            + " expected those of the model: 0, 1",
        run.errorLine());
    assertEquals("", run.out());
  }

  /** All values are finite, but normalized pixels are infinite, and infinity times 0 is NaN. */
  @Test
  void aModelWhoseScoresAreNaN() throws IOException {
    try (Workspace workspace = new Workspace()) {
      Matrix inverse = workspace.matrix(1, TinyData.INPUTS);
      inverse.fill(Float.MAX_VALUE);
      Map<String, Tensor> tensors =
          Map.of(
              "W1", Tensor.matrix(workspace.matrix(TinyData.INPUTS, TinyData.CLASSES)),
              "b1", Tensor.vector(workspace.matrix(1, TinyData.CLASSES)),
              "normalization.mean", Tensor.vector(workspace.matrix(1, TinyData.INPUTS)),
              "normalization.inverse", Tensor.vector(inverse));
      Safetensors.write(model, Map.of(), tensors);
    }
    for (String command : List.of("evaluate --split train", "predict")) {
      CommandRun run =
          CommandRun.of(
              List.of(command.split(" ")),
              "--model",
              model.toString(),
              "--data",
              tiny.toString(),
              "--json");
      assertEquals(3, run.code());
      assertEquals("", run.out());
      assertTrue(run.errorLine().startsWith("lanewise: " + model + ": "), run.err());
    }
  }

  @Test
  void divergenceInTheFirstEpoch() throws IOException {
    byte[] old = oldModel();
    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            CommandRun.sample(),
            "--train-size",
            "1000",
            "--learning-rate",
            "1e3",
            "--json",
            "--model",
            model.toString());
    assertEquals(4, run.code());
    assertTrue(
        run.errorLine().matches("lanewise: training diverged in epoch 1, step [0-9]+: .*"),
        run.err());
    assertEquals(2, run.errLines().count(), run.err());
    Map<String, Object> document = run.document();
    assertEquals("diverged", document.get("status"));
    assertEquals(List.of(), document.get("epochs"));
    for (String absent :
        List.of(
            "bestEpoch",
            "trainAccuracy",
            "validationAccuracy",
            "testAccuracy",
            "samplesPerSecond",
            "weightsSha256",
            "model")) {
      assertTrue(document.containsKey(absent), absent);
      assertNull(document.get(absent), absent);
    }
    assertArrayEquals(old, Files.readAllBytes(model));
    Files.delete(model);
    assertEquals(4, train("--learning-rate", "1e300", "--model", model.toString()).code());
    assertTrue(Files.notExists(model));
  }

  @Test
  void divergenceLaterKeepsTheBestEpoch() throws IOException {
    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            tiny.toString(),
            "--batch-size",
            "10",
            "--hidden",
            "5",
            "--weight-scale",
            "0.1",
            "--epochs",
            "3",
            "--lr-decay",
            "1e300",
            "--json",
            "--model",
            model.toString());
    assertEquals(4, run.code());
    assertTrue(run.errorLine().contains("training diverged in epoch 2, step "), run.err());
    Map<String, Object> document = run.document();
    assertEquals("diverged", document.get("status"));
    assertEquals(1, document.get("bestEpoch"));
    assertEquals(model.toString(), document.get("model"));
    assertNotNull(document.get("testAccuracy"));

    Path other = temp.resolve("other.safetensors");
    Map<String, Object> one = train("--json", "--model", other.toString()).done().document();
    assertEquals(one.get("weightsSha256"), document.get("weightsSha256"));
    assertEquals(predictions(other), predictions(model));
  }

  private String predictions(Path file) {
    return CommandRun.of("predict", "--model", file.toString(), "--data", tiny.toString())
        .done()
        .out();
  }

  @Test
  void textTellsOfDivergence() {
    CommandRun run = train("--learning-rate", "1e300", "--quiet");
    assertEquals(4, run.code());
    assertEquals("", run.out());
    assertTrue(run.errorLine().contains("diverged in epoch 1, step "), run.err());
  }

  /** Writes a model that is there before the command; its bytes. */
  private byte[] oldModel() throws IOException {
    return Files.readAllBytes(TinyData.foreignModel(model));
  }

  /** Demands that a model cannot be written to {@code file}, told before any training. */
  private static void assertUnwritable(Path file) {
    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            "no-such-data",
            "--epochs",
            "1",
            "--json",
            "--model",
            file.toString());
    String line = run.error(5);
    assertTrue(line.startsWith("lanewise: " + file + ": "), line);
  }

  @Test
  void aModelThatCannotBeWritten() throws IOException {
    assertUnwritable(temp.resolve("nowhere").resolve("net.safetensors"));
    assertUnwritable(temp);
    assertUnwritable(tiny.resolve("train-labels-idx1-ubyte").resolve("net.safetensors"));
  }

  @Test
  void aDiskThatIsFull() throws Exception {
    byte[] old = oldModel();
    List<String> java =
        Child.command(
            Child.JVM_OPTIONS,
            "train",
            "--data",
            tiny.toString(),
            "--batch-size",
            "10",
            "--hidden",
            "40000",
            "--epochs",
            "1",
            "--json",
            "--model",
            model.toString());
    // Files may have 256 blocks at most, of 512 or 1024 bytes: less than the model's 1.3 MB.
    List<String> limited = List.of("sh", "-c", "ulimit -f 256 && exec \"$@\"", "sh");
    CommandRun run = Child.run(temp, Stream.concat(limited.stream(), java.stream()).toList());
    assertEquals(5, run.code(), run::toString);
    String line = run.errorLine();
    assertTrue(line.startsWith("lanewise: " + model + ": "), line);
    assertArrayEquals(old, Files.readAllBytes(model));
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(0, files.filter(file -> file.toString().endsWith(".tmp")).count());
    }
  }

  /** Of a thousand threads with stacks of 64 MiB not all fit in: as if the user had too many. */
  @Test
  void aThreadThatCannotStart() throws Exception {
    List<String> options =
        Stream.concat(
                Stream.of("-Xlog:disable", "-Xmx64m", "-XX:ThreadStackSize=65536"),
                Child.JVM_OPTIONS.stream())
            .toList();
    List<String> java =
        Child.command(
            options,
            "train",
            "--data",
            tiny.toString(),
            "--batch-size",
            "10",
            "--epochs",
            "1",
            "--json",
            "--threads",
            "1024");
    List<String> limited = List.of("sh", "-c", "ulimit -v 16000000 && exec \"$@\"", "sh");
    CommandRun run = Child.run(temp, Stream.concat(limited.stream(), java.stream()).toList());
    assertEquals(
        "lanewise: no further thread can be started; fewer --threads or a higher limit"
            + " (ulimit -u) help",
        run.errorLine());
    assertEquals(5, run.code());
    assertEquals("", run.out());
  }

  /** Ten million samples of a pixel lie outside the heap; their order in an epoch does not. */
  @Test
  void aHeapThatIsTooSmall() throws Exception {
    int samples = 10_000_000;
    byte[] pixels = new byte[samples];
    for (int i = 0; i < samples; i++) {
      pixels[i] = (byte) (i % 2);
    }
    for (String part : List.of("train", "t10k")) {
      int count = part.equals("train") ? samples : 10;
      byte[] bytes = Arrays.copyOf(pixels, count);
      TinyData.put(tiny.resolve(part + "-images-idx3-ubyte"), bytes, count, 1, 1);
      TinyData.put(tiny.resolve(part + "-labels-idx1-ubyte"), bytes, count);
    }
    List<String> options = Stream.concat(Stream.of("-Xmx24m"), Child.JVM_OPTIONS.stream()).toList();
    String[] train = {"train", "--data", tiny.toString(), "--epochs", "1", "--json"};
    CommandRun run = Child.run(temp, Child.command(options, train));
    assertEquals("lanewise: not enough memory: Java heap space", run.errorLine());
    assertEquals(5, run.code());
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483647", "2147483647-2147483647"})
  void aNetLargerThanTheMemory(String hidden) {
    CommandRun run =
        CommandRun.of(
            "train",
            "--data",
            CommandRun.sample(),
            "--hidden",
            hidden,
            "--json",
            "--model",
            model.toString());
    assertTrue(run.error(5).contains("memory"), run.err());
    assertTrue(Files.notExists(model));
  }
}
