package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.RowGroups.HALVES;

import dev.lanewise.parallel.Parallel;
import dev.lanewise.parallel.Parallel.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The parts of a fused step that go over the rows of all weights: gradients and updates, then, for
 * nets whose gradient has a largest norm, the updates that waited for it. Threads take rows as they
 * come; no row depends on another.
 */
final class WeightUpdates {

  private static final int LINES = 32; // ints: two cache lines

  private final int inputs;
  private final DenseLayer wide;
  private final NetLayers[] nets;
  private final PackedRows x; // (largest N, D)
  private final PackedRows h; // (largest N, columns of the wide layer), its outputs
  private final Parallel parallel;
  private final ScratchPool pool;
  private final RowGroups groups;
  private final AtomicIntegerArray next = new AtomicIntegerArray((HALVES + 1) * LINES);
  private final Later[] queue; // rows of the layers behind the first
  private final boolean clips; // whether any net waits for its norm

  private final Pass updateFirst = this::updateFirst;
  private final Pass updateBiases = this::updateBiases;
  private final Pass updateLater = this::updateLater;
  private final Pass clippedFirst = this::clippedFirst;
  private final Pass clippedBiases = this::clippedBiases;
  private final Pass clippedLater = this::clippedLater;
  private final Piece updates = (from, to) -> run(from, updateFirst, updateBiases, updateLater);
  private final Piece clipped = (from, to) -> run(from, clippedFirst, clippedBiases, clippedLater);

  private int n; // rows of the current batch

  /** Rows {@code from} to {@code to} of the weights of a layer behind the first. */
  private record Later(NetLayers net, int layer, int from, int to) {}

  /**
   * The updates of nets whose first layers are {@code wide}; x and h are what it reads and gives.
   */
  WeightUpdates(
      DenseLayer wide,
      NetLayers[] nets,
      PackedRows x,
      PackedRows h,
      Parallel parallel,
      ScratchPool pool,
      RowGroups groups) {
    this.inputs = wide.inputs();
    this.wide = wide;
    this.nets = nets;
    this.x = x;
    this.h = h;
    this.parallel = parallel;
    this.pool = pool;
    this.groups = groups;
    this.queue = laterRows(nets);
    this.clips = Arrays.stream(nets).anyMatch(NetLayers::clips);
  }

  private static Later[] laterRows(NetLayers[] nets) {
    List<Later> pieces = new ArrayList<>();
    for (NetLayers net : nets) {
      for (int layer = 0; layer < net.later(); layer++) {
        int rows = net.inputs(layer);
        for (int from = 0; from < rows; from += LayerUpdate.ROWS) {
          int to = Math.min(from + LayerUpdate.ROWS, rows);
          pieces.add(new Later(net, layer, from, to));
        }
      }
    }
    return pieces.toArray(Later[]::new);
  }

  /** Moves all parameters after a batch of {@code rows} rows whose gradients are there. */
  void run(int rows) {
    n = rows;
    runAll(updates);
    if (clips) {
      for (NetLayers net : nets) {
        net.clip();
      }
      runAll(clipped);
    }
  }

  private void runAll(Piece piece) {
    next.set(0, 0);
    next.set(LINES, groups.middle());
    next.set(HALVES * LINES, 0);
    parallel.forEachOne(parallel.threads(), piece);
  }

  /**
   * Goes over the remaining rows of the thread's own half of W1, then of the other half, then over
   * the biases and the later layers.
   */
  private void run(int thread, Pass first, Pass biases, Pass later) {
    Scratch scratch = pool.take();
    for (int i = 0; i < HALVES; i++) {
      int half = (thread + i) % HALVES;
      int end = half == 0 ? groups.middle() : inputs;
      int from;
      while ((from = next.getAndAdd(half * LINES, LayerUpdate.ROWS)) < end) {
        first.run(scratch, from, Math.min(from + LayerUpdate.ROWS, end));
      }
    }
    int piece;
    while ((piece = next.getAndIncrement(HALVES * LINES)) <= queue.length) {
      (piece == 0 ? biases : later).run(scratch, piece - 1, piece);
    }
    pool.giveBack(scratch);
  }

  private void updateFirst(Scratch scratch, int from, int to) {
    wide.update().weights(scratch, x, 0, n, from, to);
  }

  private void updateBiases(Scratch scratch, int from, int to) {
    wide.updateBias(scratch, n);
    for (NetLayers net : nets) {
      net.updateBiases(scratch, n);
    }
  }

  private void updateLater(Scratch scratch, int from, int to) {
    Later piece = queue[from];
    piece.net.update(scratch, h, n, piece.layer, piece.from, piece.to);
  }

  private void clippedFirst(Scratch scratch, int from, int to) {
    wide.update().clippedWeights(scratch, from, to);
  }

  private void clippedBiases(Scratch scratch, int from, int to) {
    wide.updateClippedBias(scratch);
    for (NetLayers net : nets) {
      net.updateClippedBiases(scratch);
    }
  }

  private void clippedLater(Scratch scratch, int from, int to) {
    Later piece = queue[from];
    piece.net.updateClipped(scratch, piece.layer, piece.from, piece.to);
  }
}
