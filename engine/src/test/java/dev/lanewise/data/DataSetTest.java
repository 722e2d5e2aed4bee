package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSetTest {

  private final Workspace workspace = new Workspace();

  @AfterEach
  void close() {
    workspace.close();
  }

  private Split split(int inputs, int... labels) {
    float[][] x = new float[labels.length][inputs];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < inputs; j++) {
        x[i][j] = i + j / 16f;
      }
    }
    return Split.of(workspace, x, labels);
  }

  private static String messageOf(Runnable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  @Test
  void arraysBecomeSplits() {
    float[][] x = {{1f, 2f, 3f}, {4f, 5f, 6f}};
    Split split = Split.of(workspace, x, new int[] {1, 0});
    assertEquals(2, split.size());
    assertEquals(3, split.inputs());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, ((Matrix) split.samples()).toArray());
    assertArrayEquals(new int[] {1, 0}, split.labels().toArray());
    assertEquals(0, split.none().size());
    assertEquals(3, split.none().inputs());
    assertArrayEquals(new int[] {0}, split.slice(1, 2).labels().toArray());
  }

  /** By memory: rows of equal values are others. */
  @Test
  void rowsOfOneSplitInAnother() {
    Split whole = split(3, 0, 1, 0, 1, 0, 1);
    assertEquals(6, whole.rowsIn(whole));
    assertEquals(2, whole.slice(1, 4).rowsIn(whole.slice(2, 6)));
    assertEquals(2, whole.slice(2, 6).rowsIn(whole.slice(1, 4)));
    assertEquals(1, whole.slice(5, 6).rowsIn(whole));
    assertEquals(0, whole.slice(0, 3).rowsIn(whole.slice(3, 6)));
    assertEquals(0, whole.none().rowsIn(whole));
    assertEquals(0, whole.rowsIn(whole.none()));
    assertEquals(0, whole.rowsIn(split(3, 0, 1, 0, 1, 0, 1)));
    Split pixels = new Split(workspace.pixels(6, 5), whole.labels());
    assertEquals(3, pixels.slice(0, 4).rowsIn(pixels.slice(1, 6)));
    assertEquals(0, pixels.slice(0, 1).rowsIn(pixels.slice(1, 6)));
  }

  @Test
  void classesComeFromTheLargestLabelOfAnyPart() {
    DataSet set = DataSet.of("toy", split(2, 0, 1), split(2, 4), split(2, 2));
    assertEquals(List.of("0", "1", "2", "3", "4"), set.classNames());
    assertEquals(5, set.classes());
    assertEquals(2, set.inputs());
    assertEquals("other", set.named("other").name());
    DataSet alone = DataSet.of("toy", split(2, 0, 1));
    assertEquals(0, alone.validation().size());
    assertEquals(0, alone.test().size());
    assertEquals(2, alone.classes());
  }

  @Test
  void misfitsAreRejected() {
    Split train = split(2, 0, 1);
    List<String> names = List.of("a", "b");
    assertEquals(
        "test samples have 3 inputs, training samples 2",
        messageOf(() -> new DataSet("toy", train, train, split(3, 0), names)));
    assertEquals(
        "validation sample 1 has label 2; the classes are 0 to 1",
        messageOf(() -> new DataSet("toy", train, split(2, 0, 2), train, names)));
    assertEquals(
        "a data set needs at least one training sample",
        messageOf(() -> DataSet.of("toy", train.none())));
    assertEquals(
        "2 samples, but 1 labels",
        messageOf(() -> new Split(train.samples(), workspace.labels(1))));
    assertEquals(
        "1 samples, but 2 labels",
        messageOf(() -> Split.of(workspace, new float[1][2], new int[2])));
    assertEquals(
        "classes 0 and 1 have the same name \"a \"",
        messageOf(() -> new DataSet("toy", train, train, train, List.of("a", "a "))));
    assertEquals(
        "the name of class 1 has a line break",
        messageOf(() -> new DataSet("toy", train, train, train, List.of("a", "b\nc"))));
    assertEquals("sample 1 has the negative label -1", messageOf(() -> split(2, 0, -1)));
    assertEquals(
        "label 2147483647; labels must be below 1048576",
        messageOf(() -> DataSet.of("toy", split(2, Integer.MAX_VALUE))));
    assertTrue(
        messageOf(() -> Split.of(workspace, new float[][] {{1f}, {1f, 2f}}, new int[2]))
            .contains("row 1 has 2 values"));
  }

  @Test
  void aShapeHasAsManyValuesAsSamplesHaveInputs() {
    Split train = split(6, 0, 1);
    List<String> names = List.of("a", "b");
    Optional<ImageShape> shape = Optional.of(new ImageShape(1, 2, 3));
    DataSet set = new DataSet("toy", train, train, train, names, shape);
    assertEquals(shape, set.named("other").shape());
    assertEquals(Optional.empty(), DataSet.of("toy", train).shape());
    Optional<ImageShape> other = Optional.of(new ImageShape(2, 4, 1));
    assertEquals(
        "samples have 6 inputs, images of 4 x 2 pixels, grey have 8",
        messageOf(() -> new DataSet("toy", train, train, train, names, other)));
    assertEquals("2 x 1 pixels, colour", shape.get().toString());
    assertEquals("2 x 1 pixels, 4 channels", new ImageShape(1, 2, 4).toString());
    assertThrows(IllegalArgumentException.class, () -> new ImageShape(0, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> new ImageShape(1 << 16, 1 << 15, 1));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void onlyFiniteInputsAreTaken(float rogue) {
    assertEquals(
        "sample 1, input 2 is " + rogue + "; inputs must be finite",
        messageOf(() -> Split.of(workspace, new float[][] {{1, 2, 3}, {1, 2, rogue}}, new int[2])));
  }
}
