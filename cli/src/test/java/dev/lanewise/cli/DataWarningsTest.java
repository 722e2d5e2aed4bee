package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that look wrong are told of in a line each, before training, whatever the output. */
class DataWarningsTest {

  private static final int PIXELS = 16;

  @TempDir private Path temp;
  private final Random random = new Random(1);

  private byte[] noise(int rows) {
    byte[] pixels = new byte[rows * PIXELS];
    random.nextBytes(pixels);
    return pixels;
  }

  private static byte[] labels(int rows, IntUnaryOperator label) {
    byte[] labels = new byte[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = (byte) label.applyAsInt(i);
    }
    return labels;
  }

  private String write(byte[] train, byte[] trainLabels, byte[] test, byte[] testLabels)
      throws IOException {
    Path folder = Files.createDirectories(temp.resolve("data"));
    put(folder, "train", train, trainLabels);
    put(folder, "t10k", test, testLabels);
    return folder.toString();
  }

  private static void put(Path folder, String part, byte[] pixels, byte[] labels)
      throws IOException {
    TinyData.put(folder.resolve(part + "-images-idx3-ubyte"), pixels, labels.length, 4, 4);
    TinyData.put(folder.resolve(part + "-labels-idx1-ubyte"), labels, labels.length);
  }

  private String write(int rows, IntUnaryOperator train, IntUnaryOperator test) throws IOException {
    return write(noise(rows), labels(rows, train), noise(100), labels(100, test));
  }

  private static List<String> warnings(String... args) {
    return CommandRun.of(args)
        .done()
        .errLines()
        .filter(line -> line.startsWith("warning: "))
        .toList();
  }

  private static List<String> ofTrain(String data, String... more) {
    String[] train = {
      "train", "--data", data, "--hidden", "4", "--epochs", "1", "--batch-size", "10", "--quiet"
    };
    return warnings(plus(train, more));
  }

  private static List<String> ofGrid(String data, String... more) {
    String[] grid = {
      "grid",
      "--data",
      data,
      "--hidden",
      "4",
      "--epochs",
      "1",
      "--batch-size",
      "10",
      "--json",
      "--learning-rate",
      "1e-3",
      "--reg",
      "0"
    };
    return warnings(plus(grid, more));
  }

  private static String[] plus(String[] args, String... more) {
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return all;
  }

  @Test
  void aFileSortedByClass() throws IOException {
    String data = write(600, i -> i / 60, i -> i % 10);
    List<String> expected =
        List.of(
            "warning: the samples are sorted by class, so the validation part has only class 9;"
                + " shuffle the files, or use grid --folds K, which deals out each class",
            "warning: no training sample is of class 9, but 60 validation and 10 test samples are,"
                + " which the net cannot get right; shuffle the files, or take more samples with"
                + " --train-size");
    assertEquals(expected, ofTrain(data));
    assertEquals(expected, ofGrid(data));
    assertEquals(expected, warnings("data", "info", data));
    assertEquals(List.of(), ofGrid(data, "--folds", "3"));
    assertEquals(List.of(), ofTrain(data, "--train-size", "600", "--validation-size", "0"));
  }

  /** A sorted file of which only the beginning is taken. */
  @Test
  void manyClassesAreNotAllNamed() throws IOException {
    String data = write(600, i -> i / 60, i -> i % 10);
    List<String> lines = ofTrain(data, "--train-size", "60", "--validation-size", "0");
    assertEquals(
        List.of(
            "warning: all 60 training samples are of class 0, so there is nothing to learn; check"
                + " the labels, or take more samples with --train-size",
            "warning: no training sample is of classes 1, 2, 3 and 6 more, but 0 validation and 90"
                + " test samples are, which the net cannot get right; shuffle the files, or take"
                + " more samples with --train-size"),
        lines);
  }

  @Test
  void aClassWithFewerSamplesThanFolds() throws IOException {
    String data = write(300, i -> i == 5 || i == 9 ? 2 : i % 2, i -> i % 2);
    assertEquals(List.of(), ofTrain(data));
    assertEquals(List.of(), ofGrid(data, "--folds", "2"));
    assertEquals(
        List.of(
            "warning: there are fewer samples than the 5 folds of a class: class 2 has 2; some"
                + " folds validate without it; use --folds 2, or add samples"),
        ofGrid(data, "--folds", "5"));
  }

  @Test
  void oneClassOnlyWithoutAHintAtAccuracyOne() throws IOException {
    String data = write(300, i -> 0, i -> 0);
    for (String command : List.of("train", "grid")) {
      CommandRun run =
          CommandRun.of(
              command, "--data", data, "--hidden", "4", "--epochs", "3", "--reg", "10", "--quiet");
      assertEquals(
          List.of(
              "warning: all 270 training samples are of class 0, so there is nothing to learn;"
                  + " check the labels, or take more samples with --train-size"),
          run.done().errLines().toList());
    }
  }

  @Test
  void labelsThatStartAtOne() throws IOException {
    String line =
        "warning: labels start at 1 and not at 0, so no sample is of class 0; subtract 1 from all"
            + " labels";
    assertEquals(List.of(line), ofTrain(write(300, i -> 1 + i % 3, i -> 1 + i % 3)));
  }

  @Test
  void aClassThatNoSampleHas() throws IOException {
    String line = "warning: no sample is of class 1; check the labels and the names of the classes";
    assertEquals(List.of(line), ofTrain(write(300, i -> i % 2 * 2, i -> i % 2 * 2)));
  }

  @Test
  void aTestPartThatLacksAClass() throws IOException {
    String line =
        "warning: the test part has no sample of class 2, so its accuracy does not tell of them;"
            + " shuffle the files, or take more samples with --test-size";
    assertEquals(List.of(line), ofTrain(write(300, i -> i % 3, i -> i % 2)));
  }

  @Test
  void rowsThatStandInTrainingAndTestPart() throws IOException {
    byte[] train = noise(300);
    byte[] test = noise(100);
    System.arraycopy(train, 7 * PIXELS, test, 50 * PIXELS, PIXELS);
    String data = write(train, labels(300, i -> i % 2), test, labels(100, i -> i % 2));
    String line =
        "warning: 1 of 100 test samples (1.0 %) are training samples too, so the test accuracy is"
            + " too high; remove them from one of the two";
    assertEquals(List.of(line), ofTrain(data));
    assertEquals(List.of(line), ofGrid(data));
    assertEquals(List.of(line), ofGrid(data, "--folds", "2"));
    assertEquals(List.of(line), warnings("data", "info", data));
    CommandRun info = CommandRun.of("data", "info", data).done();
    assertEquals(
        "constant inputs 0; duplicates: 0 within training, 0 of validation and 1 of test in"
            + " training",
        info.outLines().get(3));
  }

  @Test
  void rowsThatFoldsPart() throws IOException {
    byte[] train = noise(300);
    System.arraycopy(train, 0, train, 100 * PIXELS, 50 * PIXELS);
    String data = write(train, labels(300, i -> i % 2), noise(100), labels(100, i -> i % 2));
    assertEquals(
        List.of(
            "warning: 50 of 300 samples (16.7 %) repeat another, so --folds validates on samples"
                + " that it trains on; remove the copies"),
        ofGrid(data, "--folds", "3"));
    assertEquals(List.of(), ofGrid(data));
  }

  @Test
  void samplesThatAreAllTheSame() throws IOException {
    byte[] same = new byte[300 * PIXELS];
    String data = write(same, labels(300, i -> i % 2), noise(100), labels(100, i -> i % 2));
    assertEquals(
        "warning: all 270 training samples have the same inputs; check the file of the samples",
        ofTrain(data).getFirst());
    assertEquals(
        16, CommandRun.of("data", "info", data, "--json").document().get("constantInputs"));
  }

  /** The shipped sample, whole and in parts of a few hundred, gives no alarm. */
  @Test
  void theSampleIsRight() {
    String data = CommandRun.sample();
    assertEquals(List.of(), warnings("data", "info", data));
    for (int size : new int[] {200, 1000, 5000}) {
      String[] sizes =
          IntStream.of(size, size / 3, size / 3).mapToObj(Integer::toString).toArray(String[]::new);
      String[] parts = {
        "--train-size", sizes[0], "--validation-size", sizes[1], "--test-size", sizes[2]
      };
      assertEquals(List.of(), ofTrain(data, parts));
    }
    CommandRun one =
        CommandRun.of(
            "train",
            "--data",
            data,
            "--train-size",
            "1000",
            "--epochs",
            "2",
            "--quiet",
            "--hidden",
            "10");
    assertFalse(one.done().errLines().findAny().isPresent(), one.err());
  }
}
