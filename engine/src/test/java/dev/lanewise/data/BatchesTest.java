package dev.lanewise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which samples each step of each epoch trains on. */
class BatchesTest {

  @AutoClose private final Workspace workspace = new Workspace();

  /** {@code size} samples of one input; sample i has label 3 i. */
  private Batches batches(int size, int batchSize, Sampling sampling, long seed) {
    Labels labels = workspace.labels(IntStream.range(0, size).map(i -> 3 * i).toArray());
    Split split = new Split(workspace.matrix(size, 1), labels);
    Normalization none = Normalization.none(workspace, 1);
    return new Batches(split, none, batchSize, sampling, seed, workspace);
  }

  /** The samples of each step of an epoch, after checking that the labels are theirs. */
  private static List<List<Integer>> epoch(Batches batches, int epoch) {
    batches.startEpoch(epoch);
    List<List<Integer>> steps = new ArrayList<>();
    for (int step = 0; step < batches.steps(); step++) {
      Batch rows = batches.get(step);
      Labels labels = batches.labels(rows);
      assertEquals(rows.count(), labels.size());
      List<Integer> samples = new ArrayList<>();
      for (int i = 0; i < rows.count(); i++) {
        samples.add(rows.sourceRow(i));
        assertEquals(3 * rows.sourceRow(i), labels.get(i));
      }
      steps.add(samples);
    }
    return steps;
  }

  private static int[] flat(List<List<Integer>> steps) {
    return steps.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
  }

  private static int[] sorted(int[] values) {
    int[] copy = values.clone();
    Arrays.sort(copy);
    return copy;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "10, 10, 1", "10, 5, 2", "10, 3, 4", "10, 9, 2", "1000, 7, 143"})
  void shuffleTakesEverySampleOnceAndEndsWithASmallerBatch(int size, int batchSize, int steps) {
    Batches batches = batches(size, batchSize, Sampling.SHUFFLE, 5);
    for (int e = 0; e < 3; e++) {
      List<List<Integer>> epoch = epoch(batches, e);
      assertEquals(steps, epoch.size());
      for (List<Integer> step : epoch.subList(0, steps - 1)) {
        assertEquals(batchSize, step.size());
      }
      assertEquals(size - batchSize * (steps - 1), epoch.getLast().size());
      assertArrayEquals(IntStream.range(0, size).toArray(), sorted(flat(epoch)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "10, 10, 1", "10, 5, 2", "10, 3, 3", "10, 9, 1", "1000, 7, 142"})
  void replacementHasOnlyWholeBatches(int size, int batchSize, int steps) {
    List<List<Integer>> epoch = epoch(batches(size, batchSize, Sampling.REPLACEMENT, 5), 0);
    assertEquals(steps, epoch.size());
    for (List<Integer> step : epoch) {
      assertEquals(batchSize, step.size());
      assertTrue(step.stream().allMatch(sample -> sample >= 0 && sample < size));
    }
  }

  @Test
  void replacementDrawsSomeTwiceAndAllSometimes() {
    List<List<Integer>> epoch = epoch(batches(100, 100, Sampling.REPLACEMENT, 1), 0);
    long distinct = epoch.getFirst().stream().distinct().count();
    assertTrue(distinct > 50 && distinct < 80, "100 (1 - 1/e) is 63, here " + distinct);

    Batches many = batches(10, 10, Sampling.REPLACEMENT, 1);
    int[] counts = new int[10];
    for (int e = 0; e < 1000; e++) {
      epoch(many, e).getFirst().forEach(sample -> counts[sample]++);
    }
    for (int count : counts) {
      assertEquals(1000, count, 150, "5 standard deviations of 30"); // √(10000 · 0.1 · 0.9)
    }
  }

  @ParameterizedTest
  @EnumSource
  void epochsDifferAndASeedGivesTheSameAgain(Sampling sampling) {
    Batches batches = batches(50, 8, sampling, 7);
    List<List<Integer>> first = epoch(batches, 0);
    List<List<Integer>> second = epoch(batches, 1);
    assertFalse(first.equals(second));
    assertEquals(first, epoch(batches, 0), "whatever was drawn before");
    assertEquals(second, epoch(batches(50, 8, sampling, 7), 1), "without the epochs before");
    assertFalse(first.equals(epoch(batches(50, 8, sampling, 8), 0)));
    assertFalse(first.equals(epoch(batches(50, 8, sampling, 7 + (1L << 32)), 0)));
  }

  /**
   * No step repeats another's stream, in whichever epoch, and steps may be asked for in any order.
   */
  @Test
  void replacementStepsHaveStreamsOfTheirOwn() {
    Batches batches = batches(1000, 20, Sampling.REPLACEMENT, 3);
    List<List<Integer>> all = new ArrayList<>(epoch(batches, 0));
    all.addAll(epoch(batches, 1));
    assertEquals(100, all.stream().distinct().count());
    batches.startEpoch(1);
    Batch late = batches.get(30);
    assertEquals(all.get(50 + 30).getFirst(), late.sourceRow(0));
  }

  /** Every order of three samples comes about equally often. */
  @Test
  void shuffleIsFair() {
    Batches batches = batches(3, 3, Sampling.SHUFFLE, 0);
    int[] counts = new int[9];
    int epochs = 6000;
    for (int e = 0; e < epochs; e++) {
      int[] order = flat(epoch(batches, e));
      counts[order[0] * 3 + order[1]]++;
    }
    for (int i : new int[] {1, 2, 3, 5, 6, 7}) {
      assertEquals(1000, counts[i], 145, "5 standard deviations of 29");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 11})
  void aBatchSizeOutsideTheSplitIsRejected(int batchSize) {
    for (Sampling sampling : Sampling.values()) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> batches(10, batchSize, sampling, 0));
      assertEquals(
          "batch size must be 1 to 10, the size of the training set, got " + batchSize,
          e.getMessage());
    }
  }

  @Test
  void theAccuracySampleIsDrawnOnceWithoutRepetition() {
    assertArrayEquals(
        IntStream.range(0, 1000).toArray(), Batches.accuracySample(1000, 1000, 4), "all");
    assertArrayEquals(new int[] {0, 1, 2}, Batches.accuracySample(3, 1000, 4));
    int[] sample = Batches.accuracySample(5000, 1000, 4);
    assertEquals(1000, Arrays.stream(sample).distinct().count());
    assertTrue(Arrays.stream(sample).allMatch(i -> i >= 0 && i < 5000));
    assertEquals(2500, Arrays.stream(sample).average().orElseThrow(), 250, "from all over");
    assertArrayEquals(sample, Batches.accuracySample(5000, 1000, 4));
    assertFalse(Arrays.equals(sample, Batches.accuracySample(5000, 1000, 5)));
  }
}
