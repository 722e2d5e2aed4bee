package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are dealt as docs/numerics.md says, and each fold is made of the very rows it is dealt. */
class FoldsTest {

  private static final int TRAIN = 47;
  private static final int VALIDATION = 18;
  private static final int ROWS = TRAIN + VALIDATION;
  private static final int INPUTS = 5;
  private static final int CLASSES = 6; // class 4 has one row, class 5 none

  /** Many rows of class 0, one of class 4, in no order. */
  private static int label(int row) {
    return row == 50 ? 4 : row * row % 7 % 4;
  }

  private static int[] labels(int from, int to) {
    return IntStream.range(from, to).map(FoldsTest::label).toArray();
  }

  /** Input 0 tells the row, so that a copy can be traced; others are above 127 too. */
  private static int pixel(int row, int j) {
    return j == 0 ? row : (row * 37 + j * 91) & 0xff;
  }

  private static DataSet pixels(Workspace workspace) {
    return dataSet(
        new Split(pixels(workspace, 0, TRAIN), workspace.labels(labels(0, TRAIN))),
        new Split(pixels(workspace, TRAIN, ROWS), workspace.labels(labels(TRAIN, ROWS))));
  }

  private static Pixels pixels(Workspace workspace, int from, int to) {
    Pixels pixels = workspace.pixels(to - from, INPUTS);
    for (int row = from; row < to; row++) {
      for (int j = 0; j < INPUTS; j++) {
        long at = pixels.rowOffset(row - from) + j;
        pixels.segment().set(ValueLayout.JAVA_BYTE, at, (byte) pixel(row, j));
      }
    }
    return pixels;
  }

  private static float value(int row, int j) {
    return j == 0 ? row : j == 1 ? -0f : (float) StrictMath.sin(row * 7 + j);
  }

  private static DataSet floats(Workspace workspace) {
    return dataSet(
        Split.of(workspace, values(0, TRAIN), labels(0, TRAIN)),
        Split.of(workspace, values(TRAIN, ROWS), labels(TRAIN, ROWS)));
  }

  private static float[][] values(int from, int to) {
    float[][] values = new float[to - from][INPUTS];
    for (int row = from; row < to; row++) {
      for (int j = 0; j < INPUTS; j++) {
        values[row - from][j] = value(row, j);
      }
    }
    return values;
  }

  private static DataSet dataSet(Split train, Split validation) {
    return new DataSet(
        "numbered",
        train,
        validation,
        train.slice(3, 6),
        List.of("a", "b", "c", "d", "e", "f"),
        Optional.of(new ImageShape(1, INPUTS, 1)));
  }

  /** The rows of a class shuffled by Fisher and Yates, dealt in turn, class after class. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10, 64, 65})
  void rowsAreDealtAsDocumented(int k) {
    try (Workspace workspace = new Workspace()) {
      for (long seed : new long[] {0, 7, -1, 1L << 40}) {
        int[] expected = new int[ROWS];
        int next = 0;
        for (int c = 0; c < CLASSES; c++) {
          CounterRandom random = new CounterRandom(seed, Purpose.FOLDS, 0, c);
          List<Integer> rows = new ArrayList<>();
          for (int row = 0; row < ROWS; row++) {
            if (label(row) == c) {
              rows.add(row);
            }
          }
          for (int i = rows.size() - 1; i > 0; i--) {
            Collections.swap(rows, i, random.below(i, i + 1));
          }
          for (int row : rows) {
            expected[row] = next;
            next = (next + 1) % k;
          }
        }
        assertArrayEquals(expected, new Folds(pixels(workspace), k, seed).assignment());
        assertArrayEquals(expected, new Folds(floats(workspace), k, seed).assignment());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7, 10, 64, 65})
  void foldsAreEvenInSizeAndClasses(int k) {
    try (Workspace workspace = new Workspace()) {
      DataSet data = pixels(workspace);
      for (long seed = 0; seed < 20; seed++) {
        Folds folds = new Folds(data, k, seed);
        assertEquals(k, folds.count());
        int[] sizes = new int[k];
        int[][] ofClass = new int[CLASSES][k];
        int[] assignment = folds.assignment();
        assertEquals(ROWS, assignment.length);
        for (int row = 0; row < ROWS; row++) {
          sizes[assignment[row]]++;
          ofClass[label(row)][assignment[row]]++;
        }
        assertEven(sizes);
        for (int[] counts : ofClass) {
          assertEven(counts);
        }
        int smallest = ROWS - Arrays.stream(sizes).max().orElseThrow();
        assertEquals(smallest, folds.smallestTrainingPart());
      }
    }
  }

  private static void assertEven(int[] counts) {
    int least = Arrays.stream(counts).min().orElseThrow();
    int most = Arrays.stream(counts).max().orElseThrow();
    assertTrue(most - least <= 1, () -> Arrays.toString(counts));
  }

  /** Each row validates in one fold and trains in all others, raw and with its label. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyFoldHasItsRows(boolean ofPixels) {
    int k = 4;
    try (Workspace workspace = new Workspace()) {
      DataSet data = ofPixels ? pixels(workspace) : floats(workspace);
      String before = DataChecksum.of(data);
      Folds folds = new Folds(data, k, 3);
      int[] assignment = folds.assignment();
      int[] validated = new int[ROWS];
      for (int f = 0; f < k; f++) {
        int fold = f;
        DataSet part = folds.fold(fold, workspace);
        int[] held = rows(row -> assignment[row] == fold);
        assertRows(held, part.validation(), ofPixels);
        assertRows(rows(row -> assignment[row] != fold), part.train(), ofPixels);
        Arrays.stream(held).forEach(row -> validated[row]++);
        assertSame(data.test(), part.test());
        assertEquals(data.classNames(), part.classNames());
        assertEquals(data.name(), part.name());
      }
      assertTrue(Arrays.stream(validated).allMatch(times -> times == 1));
      assertEquals(before, DataChecksum.of(data), "the data themselves");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theWholeHasAllRowsAndValidatesOnNone(boolean ofPixels) {
    try (Workspace workspace = new Workspace()) {
      DataSet data = ofPixels ? pixels(workspace) : floats(workspace);
      DataSet whole = new Folds(data, 3, 5).whole(workspace);
      assertRows(rows(row -> true), whole.train(), ofPixels);
      assertEquals(0, whole.validation().size());
      assertEquals(INPUTS, whole.validation().inputs());
      assertSame(data.test(), whole.test());
      assertEquals(data.classNames(), whole.classNames());
      assertEquals(data.shape(), whole.shape());
    }
  }

  private static int[] rows(IntPredicate chosen) {
    return IntStream.range(0, ROWS).filter(chosen).toArray();
  }

  /** The split consists of these rows, in this order: that of the file. */
  private static void assertRows(int[] expected, Split split, boolean ofPixels) {
    Samples samples = split.samples();
    assertEquals(expected.length, samples.rows());
    assertEquals(expected.length, split.labels().size());
    for (int i = 0; i < expected.length; i++) {
      int row = expected[i];
      assertEquals(label(row), split.labels().get(i), "label of row " + row);
      for (int j = 0; j < INPUTS; j++) {
        if (ofPixels) {
          assertEquals(pixel(row, j), ((Pixels) samples).get(i, j));
        } else {
          // assertEquals tells -0 from +0
          assertEquals(value(row, j), ((Matrix) samples).get(i, j));
        }
      }
    }
  }

  @Test
  void theSeedDealsAndNothingElse() {
    try (Workspace workspace = new Workspace()) {
      int[] one = new Folds(pixels(workspace), 5, 1).assignment();
      assertArrayEquals(one, new Folds(floats(workspace), 5, 1).assignment());
      assertFalse(Arrays.equals(one, new Folds(pixels(workspace), 5, 2).assignment()));
      assertFalse(Arrays.equals(one, new Folds(pixels(workspace), 5, 1L << 32).assignment()));
    }
  }

  /** Without a validation part the training rows alone are dealt. */
  @Test
  void aValidationPartMayBeMissing() {
    try (Workspace workspace = new Workspace()) {
      DataSet data = pixels(workspace);
      DataSet training =
          new DataSet("t", data.train(), data.train().none(), data.test(), data.classNames());
      Folds folds = new Folds(training, 3, 0);
      assertEquals(TRAIN, folds.assignment().length);
      assertEquals(TRAIN, folds.whole(workspace).train().size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, ROWS + 1, Integer.MAX_VALUE})
  void anImpossibleNumberOfFoldsIsRefused(int k) {
    try (Workspace workspace = new Workspace()) {
      DataSet data = pixels(workspace);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> new Folds(data, k, 0));
      assertTrue(String.valueOf(e.getMessage()).contains("" + ROWS), e.getMessage());
    }
  }

  @Test
  void pixelsAndFloatsDoNotMix() {
    try (Workspace workspace = new Workspace()) {
      Split train = pixels(workspace).train();
      Split validation = floats(workspace).validation();
      DataSet data = dataSet(train, validation);
      assertThrows(IllegalArgumentException.class, () -> new Folds(data, 2, 0));
    }
  }
}
