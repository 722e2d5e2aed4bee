package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.io.TensorFile;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.MemoryBudgetException;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.Momentum;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints that are damaged, or whole with values that no run can have reached: each is refused
 * in one line, and the file is left as it was.
 */
class HostileTrainingCheckpointTest {

  private static final String EPOCHS = "lanewise.epochs";
  private static final String SETTING = "lanewise.setting.";
  private static final long BUDGET = 1 << 20;

  @TempDir private Path temp;
  private Path file = Path.of("");
  private final Parallel parallel = new Parallel(1);
  private final Workspace workspace = new Workspace();
  private final DataSet data = Blobs.dataSet(workspace, 20);
  private final Kernels kernels = Widths.kernels(128, parallel);
  private Map<String, String> metadata = Map.of();
  private Map<String, Tensor> tensors = Map.of();

  @BeforeEach
  void leaveACheckpoint() throws IOException {
    file = temp.resolve("run.checkpoint");
    TrainingConfig config =
        TrainingConfig.DEFAULT
            .withOptimizer(new Momentum(0.9))
            .withBatchSize(10)
            .withEpochs(3)
            .withLearningRate(0.3); // the first epoch has all validation samples right
    NetSpec net = NetSpec.twoLayer(data.inputs(), 2, data.classes()).withWeightScale(0.5);
    Classifier classifier =
        Classifier.untrained(data, net, Normalization.Kind.CENTER, config, kernels, workspace);
    CheckpointWriter writer =
        new CheckpointWriter(file, classifier, config, Map.of(), Duration.ZERO);
    classifier.fit(
        data,
        config,
        new TrainingListener() {
          @Override
          public void reached(Supplier<TrainingProgress> progress) {
            try {
              writer.reached(progress);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    TensorFile written = Safetensors.read(file, workspace);
    metadata = new LinkedHashMap<>(written.metadata());
    tensors = new LinkedHashMap<>();
    for (String name : written.tensors().keySet()) {
      tensors.put(name, Tensor.matrix(written.matrix(name)));
    }
    assertTrue(tensors.keySet().containsAll(List.of("value.3", "slot.0.0", "best.0")));
    Safetensors.write(file, metadata, tensors); // is as good as the one that was written
    TrainingCheckpoint.read(file, BUDGET);
  }

  @AfterEach
  void close() {
    workspace.close();
    parallel.close();
  }

  private String refusal() throws IOException {
    byte[] before = Files.readAllBytes(file);
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> TrainingCheckpoint.read(file, BUDGET));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains("; expected "), message);
    assertEquals(1, message.lines().count(), message);
    assertArrayEquals(before, Files.readAllBytes(file));
    return message.substring((file + ": ").length());
  }

  private void assertRefused(String place) throws IOException {
    Safetensors.write(file, metadata, tensors);
    String message = refusal();
    assertTrue(message.startsWith(place), message);
  }

  private void assertValueRefused(String key, String value, String place) throws IOException {
    Map<String, String> whole = metadata;
    metadata = new LinkedHashMap<>(whole);
    metadata.put(key, value);
    assertRefused(place);
    metadata = whole;
  }

  @Test
  void everyFlippedByte() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % Byte.SIZE);
      Files.write(file, flipped);
      refusal();
    }
  }

  @Test
  void lengthsThatAreNotTheFiles() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length += 3) {
      Files.write(file, Arrays.copyOf(whole, length));
      refusal();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    refusal();
  }

  @Test
  void otherFormats() throws IOException {
    for (String format : List.of("1", "training checkpoint 2", "search checkpoint 6", "")) {
      assertValueRefused("lanewise.format", format, "lanewise.format: the format is " + format);
    }
  }

  @Test
  void keysThatAreMissing() throws IOException {
    Map<String, String> whole = metadata;
    for (String key : whole.keySet()) {
      boolean optional = key.matches("lanewise\\.(normalization|largest_input|class_names)");
      if (!optional) {
        metadata = new LinkedHashMap<>(whole);
        metadata.remove(key);
        assertRefused("");
      }
    }
  }

  @Test
  void settingsThatCannotBe() throws IOException {
    for (String[] wrong :
        new String[][] {
          {"hidden", "0"},
          {"hidden", "3"},
          {"hidden", "2-2"},
          {"learningRate", "-1"},
          {"learningRate", "NaN"},
          {"epochs", "0"},
          {"batchSize", "x"},
          {"optimizer", "adam"},
          {"optimizer", "sgd"},
          {"optimizer", "own"},
          {"momentum", "1.5"},
          {"beta1", "0.5"},
          {"dropout", "1"},
          {"scheduleEpochs", "7"},
          {"init", "auto"},
        }) {
      assertValueRefused(SETTING + wrong[0], wrong[1], "");
    }
    for (String count : List.of("0", "-1", "5", "2147483648", "x")) {
      assertValueRefused("lanewise.inputs", count, "");
      assertValueRefused("lanewise.classes", count, "");
    }
    assertValueRefused("lanewise.class_names", "a\nb", "lanewise.class_names: holds 2 names");
    assertValueRefused("lanewise.class_names", "a\nb\na", "lanewise.class_names: ");
    assertValueRefused("lanewise.normalization", "other", "lanewise.normalization: ");
    assertValueRefused("lanewise.largest_input", "-1", "lanewise.largest_input: ");
  }

  @Test
  void figuresThatCannotBe() throws IOException {
    String whole = String.valueOf(metadata.get(EPOCHS));
    List<String> lines = whole.lines().toList();
    assertEquals(3, lines.size());
    for (String text : List.of("", "x", whole + "\n" + lines.get(2), whole + "\n")) {
      assertValueRefused(EPOCHS, text, EPOCHS);
    }
    String[][] wrong = {
      {"0", "3", "x"}, // epoch
      {"NaN", "Infinity", "x"}, // loss
      {"NaN", "-0.1", "1.1"}, // training accuracy
      {"NaN", "-0.1", "1.1"}, // validation accuracy
      {"NaN", "Infinity", ""}, // validation loss
      {"NaN", "-1", "x"}, // learning rate
      {"NaN", "-1", "x"}, // seconds
      {"NaN", "-1", "x"}, // samples per second
    };
    for (int number = 0; number < wrong.length; number++) {
      for (String value : wrong[number]) {
        String[] numbers = lines.get(1).split(" ");
        numbers[number] = value;
        String text = lines.get(0) + "\n" + String.join(" ", numbers) + "\n" + lines.get(2);
        assertValueRefused(EPOCHS, text, EPOCHS + ", line 2: is " + value);
      }
    }
    assertValueRefused(EPOCHS, whole + " 1", EPOCHS + ", line 3: has 9 numbers");
    metadata = new LinkedHashMap<>(metadata);
    metadata.put(SETTING + "earlyStopping", "1");
    metadata.put(EPOCHS, whole.replaceAll("(?m)^(\\S+ \\S+ \\S+) \\S+", "$1 0.5"));
    assertRefused(EPOCHS + ": has 3 epochs; expected the run to stop early after 2");
  }

  @Test
  void tensorsThatAreNotTheNets() throws IOException {
    Map<String, Tensor> whole = tensors;
    for (String name : whole.keySet()) {
      tensors = new LinkedHashMap<>(whole);
      tensors.remove(name);
      assertRefused("tensor \"" + name + "\": is missing");
      tensors.put(name, Tensor.matrix(workspace.matrix(7, 5)));
      assertRefused("tensor " + name + ": has shape (7, 5)");
      Tensor tensor = whole.get(name);
      float before = tensor.values().get(0, 0);
      tensor.values().set(0, 0, Float.NaN);
      tensors.put(name, tensor);
      assertRefused("tensor " + name + ": has the value NaN");
      tensor.values().set(0, 0, before);
    }
    tensors = new LinkedHashMap<>(whole);
    tensors.put("value.4", Tensor.matrix(workspace.matrix(4, 3)));
    assertRefused("has " + tensors.size() + " tensors");
  }

  @Test
  void tensorsBeyondTheBudget() throws IOException {
    tensors = new LinkedHashMap<>(tensors);
    tensors.put("value.0", Tensor.matrix(workspace.matrix(100_000, 1)));
    Safetensors.write(file, metadata, tensors);
    assertThrows(MemoryBudgetException.class, () -> TrainingCheckpoint.read(file, BUDGET));
  }
}
