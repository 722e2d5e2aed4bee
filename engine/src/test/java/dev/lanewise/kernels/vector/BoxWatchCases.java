package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernels.vector.TileShape.Layout;
import dev.lanewise.kernels.vector.TileShape.Output;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.Arrays;

/** Boxed vectors are seen and nothing else is; tiles that have been renewed do the same. */
public final class BoxWatchCases implements Runnable {

  private static final long MANY = 2 * BoxWatch.MOST_BYTES;

  /** For the test that loads this class. */
  public BoxWatchCases() {}

  @Override
  public void run() {
    boxesAreSeenOnceCompilersAreDone();
    aTileThatIsMadeIsWaitedFor();
    tilesKnowTheYoungest();
    garbageCollectionsAndSmallObjectsAreNothing();
    manyGarbageCollectionsAreSeen();
    renewedTilesComputeTheSame();
  }

  private static void boxesAreSeenOnceCompilersAreDone() {
    BoxWatch watch = new BoxWatch();
    for (int step = 0; step < 1_000; step++) {
      assertFalse(watch.sees(step, MANY), "while they compile");
    }
    int steps = 1;
    while (!watch.sees(BoxWatch.SETTLED_NANOS + steps, MANY)) {
      steps++;
    }
    assertEquals(BoxWatch.SETTLED_STEPS + BoxWatch.STEPS, steps);
  }

  private static BoxWatch settled() {
    BoxWatch watch = new BoxWatch();
    for (int step = 0; step < BoxWatch.SETTLED_STEPS; step++) {
      assertFalse(watch.sees(BoxWatch.SETTLED_NANOS, MANY), "not settled");
    }
    return watch;
  }

  private static void aTileThatIsMadeIsWaitedFor() {
    BoxWatch watch = settled();
    for (int step = 1; step < BoxWatch.STEPS; step++) {
      assertFalse(watch.sees(BoxWatch.SETTLED_NANOS, MANY), "too few steps");
    }
    for (int step = 0; step < BoxWatch.STEPS; step++) {
      assertFalse(watch.sees(BoxWatch.SETTLED_NANOS - 1, MANY), "a young tile");
    }
    for (int step = 0; step < BoxWatch.SETTLED_STEPS; step++) {
      assertFalse(watch.sees(BoxWatch.SETTLED_NANOS, MANY), "not settled");
    }
    assertTrue(watch.sees(BoxWatch.SETTLED_NANOS, MANY));
    assertFalse(watch.sees(BoxWatch.SETTLED_NANOS, MANY), "begins anew");
  }

  private static void garbageCollectionsAndSmallObjectsAreNothing() {
    BoxWatch watch = new BoxWatch();
    watch.sees(0, 0);
    for (int step = 0; step < 10_000; step++) {
      long grown = step % 100 == 0 ? -1_000 * MANY : BoxWatch.MOST_BYTES / 2;
      assertFalse(watch.sees(BoxWatch.SETTLED_NANOS + step, grown));
    }
  }

  /** With a small heap most steps end with less than they began with. */
  private static void manyGarbageCollectionsAreSeen() {
    BoxWatch watch = settled();
    boolean seen = false;
    for (int step = 0; step < BoxWatch.STEPS; step++) {
      long grown = step % 2 == 0 ? -BoxWatch.MOST_BYTES : BoxWatch.MOST_BYTES / 2;
      seen = watch.sees(BoxWatch.SETTLED_NANOS, grown);
    }
    assertTrue(seen);
  }

  private static void tilesKnowTheYoungest() {
    long before = System.nanoTime();
    Tile.of(1, 3, Layout.TURNED, Output.BUFFER, true);
    long made = Tile.youngest();
    assertTrue(made - before >= 0);
    Tile.of(1, 3, Layout.TURNED, Output.BUFFER, true);
    assertEquals(made, Tile.youngest(), "made once");
    Tile.renew();
    assertTrue(Tile.youngest() - made > 0, "all are young");
  }

  private static void renewedTilesComputeTheSame() {
    Tile before = Tile.of(2, 1, Layout.PACKED, Output.BUFFER, true);
    assertSame(before, Tile.of(2, 1, Layout.PACKED, Output.BUFFER, true));
    float expected = firstOf(before);
    Tile.renew();
    Tile after = Tile.of(2, 1, Layout.PACKED, Output.BUFFER, true);
    assertNotSame(before.getClass(), after.getClass());
    assertEquals(expected, firstOf(after));
    for (int i = 0; i < 100; i++) {
      Tile.renew();
    }
    assertTrue(
        Tile.of(2, 1, Layout.PACKED, Output.BUFFER, true).getClass().getName().endsWith("_5"));
  }

  /** First element of a product of ones with 7 steps. */
  private static float firstOf(Tile tile) {
    Strip a = new Strip();
    Strip b = new Strip();
    Strip c = new Strip();
    a.array = new float[2 * Tile.STRIDE];
    Arrays.fill(a.array, 1f);
    b.segment = Workspace.scratch(8L * Lanes.COUNT * Float.BYTES);
    b.stride = (long) Lanes.COUNT * Float.BYTES;
    for (long at = 0; at < b.segment.byteSize(); at += Float.BYTES) {
      b.segment.set(Matrix.FLOAT, at, 1f);
    }
    c.array = new float[2 * Lanes.COUNT];
    tile.multiply(7, 1, a, b, c);
    assertEquals(7f, c.array[0]);
    return c.array[0];
  }
}
