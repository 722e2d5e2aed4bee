package dev.lanewise.kernels;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Dropout;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Checks the arguments of every operation, shapes, overlap, labels and liveness, and hands them to
 * a backend that trusts them. Nothing is written before all checks have passed.
 *
 * <p>Each operation throws IllegalArgumentException for a wrong shape, an output that overlaps an
 * input, or a label out of range, and IllegalStateException if the workspace of an argument is
 * closed.
 */
final class CheckedKernels implements Kernels {

  private final Kernels backend;

  /** Checks on top of {@code backend}. */
  CheckedKernels(Kernels backend) {
    this.backend = backend;
  }

  @Override
  public int vectorBits() {
    return backend.vectorBits();
  }

  @Override
  public double peakGflops(double seconds) {
    return backend.peakGflops(seconds);
  }

  @Override
  public String tiles() {
    return backend.tiles();
  }

  @Override
  public void matmul(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    inner("columns of A and rows of B", a.columns(), b.rows());
    shape("C", c, a.rows(), b.columns());
    disjoint(c, a, b);
    backend.matmul(c, a, b, accumulate);
  }

  @Override
  public void matmulTransA(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    inner("rows of A and rows of B", a.rows(), b.rows());
    shape("C", c, a.columns(), b.columns());
    disjoint(c, a, b);
    backend.matmulTransA(c, a, b, accumulate);
  }

  @Override
  public void matmulTransB(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    inner("columns of A and columns of B", a.columns(), b.columns());
    shape("C", c, a.rows(), b.rows());
    disjoint(c, a, b);
    backend.matmulTransB(c, a, b, accumulate);
  }

  @Override
  public void gather(Matrix out, Batch x) {
    shape("out", out, x.count(), x.columns());
    disjoint(out, x);
    backend.gather(out, x);
  }

  @Override
  public void addBias(Matrix out, Matrix bias, Activation activation) {
    shape("bias", bias, 1, out.columns());
    disjoint(out, bias);
    backend.addBias(out, bias, activation);
  }

  @Override
  public void activate(Matrix out, Matrix x, Activation activation) {
    sameShape("out", out, x);
    sameOrDisjoint(out, x);
    backend.activate(out, x, activation);
  }

  @Override
  public void activateBackward(
      Matrix dx, Matrix dout, Matrix z, Matrix out, Activation activation) {
    sameShape("dx", dx, dout);
    sameShape("z", z, dout);
    sameShape("out", out, dout);
    sameOrDisjoint(dx, dout);
    disjoint(dx, z, out);
    backend.activateBackward(dx, dout, z, out, activation);
  }

  @Override
  public void dropoutFactors(Matrix factors, Dropout dropout, long step) {
    alive(factors.segment());
    backend.dropoutFactors(factors, dropout, step);
  }

  @Override
  public void multiplyKept(Matrix out, Matrix x, Matrix factors) {
    sameShape("out", out, x);
    sameShape("factors", factors, x);
    sameOrDisjoint(out, x);
    disjoint(out, factors);
    backend.multiplyKept(out, x, factors);
  }

  @Override
  public void columnSums(Matrix sums, Matrix x) {
    shape("sums", sums, 1, x.columns());
    disjoint(sums, x);
    backend.columnSums(sums, x);
  }

  @Override
  public void softmax(Matrix p, Matrix x) {
    sameShape("p", p, x);
    disjoint(p, x);
    backend.softmax(p, x);
  }

  @Override
  public double loss(Matrix dx, Matrix x, Labels labels, Loss loss, ClassWeights weights) {
    sameShape("dx", dx, x);
    disjoint(dx, x);
    if (x.rows() == 0) {
      throw new IllegalArgumentException("a loss needs at least 1 row of scores, got 0");
    }
    if (labels.size() != x.rows()) {
      throw new IllegalArgumentException(
          "%d labels for %d rows of scores".formatted(labels.size(), x.rows()));
    }
    labelsBelow(x.columns(), labels);
    weights.requireResolved(x.columns());
    return backend.loss(dx, x, labels, loss, weights);
  }

  @Override
  public void argmax(int[] classes, Matrix x) {
    if (classes.length < x.rows() || x.columns() < 1) {
      throw new IllegalArgumentException(
          "%d places for the classes of scores %s".formatted(classes.length, x.shape()));
    }
    alive(x.segment());
    backend.argmax(classes, x);
  }

  @Override
  public double sumOfSquares(Matrix w) {
    alive(w.segment());
    return backend.sumOfSquares(w);
  }

  @Override
  public void addL2Gradient(Matrix dw, Matrix w, float reg) {
    sameShape("dw", dw, w);
    disjoint(dw, w);
    backend.addL2Gradient(dw, w, reg);
  }

  @Override
  public void scale(Matrix x, float factor) {
    alive(x.segment());
    backend.scale(x, factor);
  }

  @Override
  public void update(
      Matrix w, Matrix gradient, List<Matrix> slots, Optimizer optimizer, float[] factors) {
    sameShape("gradient", gradient, w);
    disjoint(w, gradient);
    if (slots.size() != optimizer.slots().size()) {
      throw new IllegalArgumentException(
          "%d slots for %s, which has %d"
              .formatted(slots.size(), optimizer.name(), optimizer.slots().size()));
    }
    for (Matrix slot : slots) {
      sameShape("slot", slot, w);
      disjoint(slot, w, gradient);
    }
    backend.update(w, gradient, slots, optimizer, factors);
  }

  @Override
  public boolean fuses(List<List<Integer>> widths, int largestBatch) {
    return backend.fuses(widths, largestBatch);
  }

  @Override
  public Optional<TrainingStep> fusedStep(NetArray nets, int largestBatch, Workspace workspace) {
    CheckedTrainingStep.alive(nets);
    return backend
        .fusedStep(nets, largestBatch, workspace)
        .map(step -> new CheckedTrainingStep(step, nets, largestBatch));
  }

  static void labelsBelow(int classes, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      int label = labels.get(i);
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label %d of row %d is not one of the %d classes 0 to %d"
                .formatted(label, i, classes, classes - 1));
      }
    }
  }

  private static void inner(String what, int left, int right) {
    if (left != right) {
      throw new IllegalArgumentException("%s differ: %d and %d".formatted(what, left, right));
    }
  }

  static void shape(String name, Matrix x, int rows, int columns) {
    if (x.rows() != rows || x.columns() != columns) {
      throw new IllegalArgumentException(
          "%s must be (%d, %d), got %s".formatted(name, rows, columns, x.shape()));
    }
  }

  private static void sameShape(String name, Matrix x, Matrix other) {
    shape(name, x, other.rows(), other.columns());
  }

  private static void disjoint(Matrix output, Matrix... inputs) {
    alive(output.segment());
    for (Matrix input : inputs) {
      alive(input.segment());
      if (output.overlaps(input)) {
        throw new IllegalArgumentException(
            "output %s overlaps input %s in memory".formatted(output.shape(), input.shape()));
      }
    }
  }

  static void disjoint(Matrix output, Batch batch) {
    disjoint(output, batch.normalization().mean(), batch.normalization().inverse());
    switch (batch.source()) {
      case Matrix floats -> disjoint(output, floats);
      case Pixels pixels -> disjoint(output, pixels);
    }
  }

  private static void disjoint(Matrix output, Pixels input) {
    alive(input.segment());
    if (output.segment().asOverlappingSlice(input.segment()).isPresent()) {
      throw new IllegalArgumentException(
          "output %s overlaps the pixels in memory".formatted(output.shape()));
    }
  }

  private static void sameOrDisjoint(Matrix output, Matrix input) {
    boolean same =
        output.segment().address() == input.segment().address()
            && output.stride() == input.stride();
    if (same) {
      alive(output.segment());
    } else {
      disjoint(output, input);
    }
  }

  static void alive(MemorySegment segment) {
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("the workspace of a matrix in use is closed");
    }
  }
}
