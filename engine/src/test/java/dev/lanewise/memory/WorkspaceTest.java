package dev.lanewise.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Allocation: zero, aligned, padded, counted, and gone on close. */
class WorkspaceTest {

  private static final int LINE = 64;
  private static final int PAGE = 4096;

  @Test
  void matricesAreZeroAlignedAndPadded() {
    try (Workspace workspace = new Workspace()) {
      for (int columns : new int[] {1, 15, 16, 17, 100, 1008, 1009, 1024, 2048, 3072, 4090}) {
        Matrix matrix = workspace.matrix(3, columns);
        long strideBytes = matrix.stride() * Float.BYTES;
        assertEquals(0, matrix.segment().address() % LINE);
        assertEquals(0, strideBytes % LINE, "rows start on lines");
        assertTrue(strideBytes % PAGE != 0, "rows do not fall into the same sets");
        assertTrue(strideBytes < columns * Float.BYTES + 2 * LINE, "at most two lines lost");
        assertArrayEquals(new float[3 * columns], matrix.toArray());
      }
    }
  }

  @Test
  void emptyMatrices() {
    try (Workspace workspace = new Workspace(0)) {
      assertEquals(0, workspace.matrix(0, 5).toArray().length);
      assertEquals(0, workspace.matrix(5, 0).toArray().length);
      assertEquals(0, workspace.pixels(0, 7).rows());
      assertEquals(0, workspace.labels(0).size());
      assertEquals(0, workspace.allocatedBytes());
    }
  }

  /** As the affine layer flattens (N, d1, …, dk) to (N, D). */
  @Test
  void valuesWithAShape() {
    try (Workspace workspace = new Workspace()) {
      float[] values = new float[24];
      for (int i = 0; i < values.length; i++) {
        values[i] = i;
      }
      Matrix image = workspace.matrix(values, 2, 3, 4);
      assertEquals("(2, 12)", image.shape());
      assertEquals(12f, image.get(1, 0));
      assertArrayEquals(values, image.toArray());
      assertEquals("(4, 6)", workspace.matrix(values, 4, 6).shape());
      assertEquals("(1, 24)", workspace.matrix(values, 24).shape());
      assertEquals("(0, 3)", workspace.matrix(new float[0], 0, 3).shape());
      assertThrows(IllegalArgumentException.class, () -> workspace.matrix(values, 5, 5));
      assertThrows(IllegalArgumentException.class, () -> workspace.matrix(values, 23));
    }
  }

  @Test
  void rowsOfValues() {
    try (Workspace workspace = new Workspace()) {
      Matrix matrix = workspace.matrix(new float[][] {{1, 2, 3}, {4, 5, 6}});
      assertEquals("(2, 3)", matrix.shape());
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, matrix.toArray());
      assertEquals("(0, 0)", workspace.matrix(new float[0][]).shape());
      assertThrows(
          IllegalArgumentException.class, () -> workspace.matrix(new float[][] {{1, 2}, {3}}));
    }
  }

  @Test
  void countsWhatItGaveOut() {
    try (Workspace workspace = new Workspace()) {
      workspace.matrix(3, 20);
      assertEquals(3 * 2 * LINE, workspace.allocatedBytes());
      workspace.pixels(5, 7);
      workspace.labels(2);
      assertEquals(3 * 2 * LINE + 35 + 8, workspace.allocatedBytes());
    }
  }

  @Test
  void budget() {
    try (Workspace workspace = new Workspace(1000)) {
      workspace.pixels(10, 60);
      MemoryBudgetException thrown =
          assertThrows(MemoryBudgetException.class, () -> workspace.pixels(1, 401));
      for (String number : new String[] {"401", "600", "1000"}) {
        assertTrue(thrown.getMessage().contains(number), thrown.getMessage());
      }
      assertThrows(MemoryBudgetException.class, () -> workspace.matrix(4, 17));
      assertThrows(MemoryBudgetException.class, () -> workspace.labels(101));
      assertEquals(600, workspace.allocatedBytes(), "nothing was allocated");
      workspace.pixels(1, 400);
      assertThrows(MemoryBudgetException.class, () -> workspace.pixels(1, 1));
      assertEquals(1000, workspace.allocatedBytes());
    }
  }

  /** Whatever is refused, for whatever reason, is not counted. */
  @Test
  void refusedSizesAreNotCounted() {
    try (Workspace workspace = new Workspace(1000)) {
      assertThrows(IllegalArgumentException.class, () -> workspace.matrix(-1, 2));
      assertThrows(IllegalArgumentException.class, () -> workspace.matrix(2, -1));
      assertThrows(IllegalArgumentException.class, () -> workspace.pixels(-1, 2));
      assertThrows(IllegalArgumentException.class, () -> workspace.pixels(2, -1));
      assertThrows(IllegalArgumentException.class, () -> workspace.pixels(-2, -1));
      assertThrows(IllegalArgumentException.class, () -> workspace.labels(-1));
      int huge = Integer.MAX_VALUE;
      assertThrows(MemoryBudgetException.class, () -> workspace.matrix(huge, 1 << 20));
      assertThrows(MemoryBudgetException.class, () -> workspace.pixels(huge, huge));
      assertEquals(0, workspace.allocatedBytes());
    }
  }

  /** A request that is refused does not take room, for a moment, from one that fits. */
  @Test
  void refusalsDoNotDisturbOtherThreads() throws InterruptedException {
    int requests = 100_000;
    try (Workspace workspace = new Workspace(requests)) {
      AtomicBoolean done = new AtomicBoolean();
      Thread greedy =
          Thread.ofPlatform()
              .start(() -> {
                while (!done.get()) {
                  assertThrows(
                      MemoryBudgetException.class, () -> workspace.pixels(1, requests + 1));
                }
              });
      try {
        for (int i = 0; i < requests; i++) {
          workspace.pixels(1, 1);
        }
      } finally {
        done.set(true);
        greedy.join();
      }
      assertEquals(requests, workspace.allocatedBytes());
    }
  }

  @Test
  void closedMeansClosed() {
    Workspace workspace = new Workspace();
    Matrix matrix = workspace.matrix(2, 2);
    Pixels pixels = workspace.pixels(2, 2);
    Labels labels = workspace.labels(2);
    workspace.close();
    assertFalse(matrix.segment().scope().isAlive());
    assertThrows(IllegalStateException.class, () -> matrix.get(0, 0));
    assertThrows(IllegalStateException.class, () -> matrix.set(0, 0, 1f));
    assertThrows(IllegalStateException.class, () -> matrix.fill(1f));
    assertThrows(IllegalStateException.class, matrix::toArray);
    assertThrows(IllegalStateException.class, () -> pixels.get(0, 0));
    assertThrows(IllegalStateException.class, () -> labels.get(0));
    assertThrows(IllegalStateException.class, labels::toArray);
    assertThrows(IllegalStateException.class, () -> workspace.matrix(1, 1));
    assertThrows(IllegalStateException.class, () -> workspace.pixels(1, 1));
    assertThrows(IllegalStateException.class, () -> workspace.labels(1));
  }

  @Test
  void anyThreadMayUseTheMemory() throws InterruptedException {
    try (Workspace workspace = new Workspace()) {
      Matrix matrix = workspace.matrix(1, 1);
      Thread writer = Thread.ofPlatform().start(() -> matrix.set(0, 0, 5f));
      writer.join();
      assertEquals(5f, matrix.get(0, 0));
    }
  }
}
