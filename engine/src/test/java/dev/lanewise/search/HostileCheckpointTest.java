package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.io.TensorFile;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.MemoryBudgetException;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints that are whole, with a right checksum and of this search, but with values that it
 * cannot have reached: each is refused in one line, and the file is left as it was.
 */
class HostileCheckpointTest {

  private static final int INPUTS = 12;
  private static final int CLASSES = 4;
  private static final String RUN = "lanewise.run.0";

  @TempDir private Path temp;
  private Path checkpoint = Path.of("");
  private final Parallel parallel = new Parallel(1);
  private final Workspace workspace = new Workspace();
  private final DataSet data = Blobs.dataSet(workspace, 50, INPUTS, CLASSES);
  private final Kernels kernels = Widths.kernels(128, parallel);
  private int folds;
  private Map<String, String> metadata = Map.of();
  private Map<String, Tensor> tensors = Map.of();

  /** Stops a search after some epochs; its checkpoint is left. */
  private static final class Dying implements SearchListener {

    private int epochs;

    private Dying(int epochs) {
      this.epochs = epochs;
    }

    @Override
    public void stepDone(int trials, int epoch, int of, int step, int steps) {
      epochs -= step == steps ? 1 : 0;
    }

    @Override
    public boolean stopRequested() {
      return epochs <= 0;
    }
  }

  @BeforeEach
  void leaveACheckpoint() throws IOException {
    checkpoint = temp.resolve("search.checkpoint");
    write(3);
  }

  @AfterEach
  void close() {
    workspace.close();
    parallel.close();
  }

  private Search search(long budget) {
    Search search = new Search(data, Normalization.none(workspace, INPUTS), kernels, budget);
    return (folds > 0 ? search.folds(new Folds(data, folds, 0)) : search).checkpoint(checkpoint);
  }

  private List<Trial> trials() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.003)))
        .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.9)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(4, 5)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10)))
        .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.05)))
        .set(TrainingSettings.SEED, Choice.of(List.of(3L)))
        .grid(INPUTS, CLASSES);
  }

  private void write(int epochs) throws IOException {
    search(1L << 30).run(trials(), new Dying(epochs));
    TensorFile file = Safetensors.read(checkpoint, workspace);
    metadata = new LinkedHashMap<>(file.metadata());
    tensors = new LinkedHashMap<>();
    for (String name : file.tensors().keySet()) {
      tensors.put(name, Tensor.matrix(file.matrix(name)));
    }
    resume();
  }

  private void resume() throws IOException {
    search(1L << 30).resume(trials(), List.of());
  }

  private void assertRefused(String place) throws IOException {
    Safetensors.write(checkpoint, metadata, tensors);
    byte[] before = Files.readAllBytes(checkpoint);
    MalformedFileException e = assertThrows(MalformedFileException.class, this::resume, place);
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(checkpoint + ": " + place), message);
    assertTrue(message.contains("; expected "), message);
    assertEquals(1, message.lines().count(), message);
    assertArrayEquals(before, Files.readAllBytes(checkpoint));
  }

  private void assertFieldRefused(String key, int field, String value, String place)
      throws IOException {
    Map<String, String> whole = metadata;
    String[] fields = String.valueOf(whole.get(key)).split("\n", -1);
    fields[field] = value;
    metadata = new LinkedHashMap<>(whole);
    metadata.put(key, String.join("\n", fields));
    assertRefused(place);
    metadata = whole;
  }

  @Test
  void numbersOfARunThatCannotBe() throws IOException {
    assertEquals("2", String.valueOf(metadata.get(RUN)).split("\n", -1)[1]); // epochs done
    for (String epoch : List.of("0", "-1", "6", "2147483647", "2147483648", "1.5", "", "x")) {
      assertFieldRefused(RUN, 1, epoch, RUN + ", epoch: is " + epoch);
    }
    for (String best : List.of("0", "-1", "3", "x")) {
      assertFieldRefused(RUN, 2, best, RUN + ", best epoch: is " + best);
    }
    for (String accuracy : List.of("NaN", "-0.1", "1.1", "Infinity", "x", "")) {
      assertFieldRefused(RUN, 3, accuracy, RUN + ", best accuracy: is " + accuracy);
    }
    assertFieldRefused(RUN, 0, "another", RUN + ": is of another");
    assertFieldRefused(RUN, 3, "0.5\nmore", RUN + ": has 6 lines");
    assertFieldRefused(RUN, 4, "0.5", RUN + ", scores: has 1; expected 2");
    assertFieldRefused(RUN, 4, "0.5 0.5 0.5", RUN + ", scores: has 3; expected 2");
    assertFieldRefused(RUN, 4, "0.5 x", RUN + ", scores: is x");
  }

  @Test
  void keysThatAreMissingOrTwice() throws IOException {
    Map<String, String> whole = metadata;
    Set<String> needed = new TreeSet<>(whole.keySet());
    needed.removeIf(key -> key.startsWith("lanewise.run."));
    for (String key : needed) {
      metadata = new LinkedHashMap<>(whole);
      metadata.remove(key);
      assertRefused("");
    }
    metadata = new LinkedHashMap<>(whole);
    metadata.put("lanewise.run.1", String.valueOf(whole.get(RUN)));
    assertRefused("lanewise.run.1: is once more of ");
    metadata = new LinkedHashMap<>(whole);
    metadata.put("lanewise.ended", "0g");
    assertRefused("lanewise.ended: the value is 0g");
    metadata.put("lanewise.ended", "ff".repeat(1000));
    assertRefused("lanewise.ended: trial 0 has ended");
    metadata = new LinkedHashMap<>(whole);
    metadata.remove(RUN);
    assertRefused("has " + tensors.size() + " tensors");
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
      tensors.put(name, Tensor.matrix(workspace.matrix(Integer.MAX_VALUE, 0)));
      assertRefused("tensor " + name + ": has shape (2147483647, 0)");
    }
    tensors = new LinkedHashMap<>(whole);
    tensors.put("0.value.4", Tensor.matrix(workspace.matrix(4, 3)));
    assertRefused("has " + tensors.size() + " tensors");
  }

  @Test
  void weightsThatAreNotFinite() throws IOException {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      tensors.get("0.value.0").values().set(11, 5, value);
      assertRefused("tensor 0.value.0: has the value " + value);
    }
  }

  /** Columns of one float take a cache line each, sixteen times their size in the file. */
  @Test
  void tensorsBeyondTheBudgetOfTheSearch() throws IOException {
    tensors = new LinkedHashMap<>(tensors);
    tensors.put("0.value.0", Tensor.matrix(workspace.matrix(100_000, 1)));
    Safetensors.write(checkpoint, metadata, tensors);
    assertThrows(MemoryBudgetException.class, () -> search(1 << 20).resume(trials(), List.of()));
  }

  @Test
  void resultsOfFoldsThatCannotBe() throws IOException {
    folds = 3;
    Files.delete(checkpoint);
    write(6); // one fold is done
    String key =
        metadata.keySet().stream()
            .filter(k -> k.startsWith("lanewise.fold."))
            .findFirst()
            .orElseThrow();
    for (String fold : List.of("-1", "3", "x")) {
      assertFieldRefused(key, 1, fold, key + ", fold: is " + fold);
    }
    for (String accuracy : List.of("NaN", "2", "x")) {
      assertFieldRefused(key, 2, accuracy, key + ", accuracy: is " + accuracy);
    }
    for (String best : List.of("0", "-1", "99", "x")) {
      assertFieldRefused(key, 3, best, key + ", best epoch: is " + best);
    }
    assertFieldRefused(key, 0, "another", key + ": is of another");
    assertFieldRefused(key, 4, "feed", key + ": the weights are feed");
    Map<String, String> whole = metadata;
    String[] fields = String.valueOf(whole.get(key)).split("\n", -1);
    metadata = new LinkedHashMap<>(whole);
    metadata.put("lanewise.fold.97", String.join("\n", fields));
    assertRefused("lanewise.fold.97: is a result of fold 0 once more");
    for (String fold : List.of("1", "2")) {
      fields[1] = fold;
      metadata.put("lanewise.fold.9" + (fold.equals("1") ? 7 : 8), String.join("\n", fields));
    }
    assertRefused("lanewise.fold.98: has trial ");
  }

  @Test
  void aFoldWhereThereAreNone() throws IOException {
    metadata.put(
        "lanewise.fold.9", trials().getFirst() + "\n0\n0.5\n1\n" + "0".repeat(64) + "\n0.5");
    assertRefused("lanewise.fold.9: is the result of a fold");
  }
}
