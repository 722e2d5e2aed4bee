package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Tanh;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import java.util.List;
import java.util.function.BiConsumer;

/** Whichever argument of whichever operation is closed: an exception, and nothing is written. */
class ClosedWorkspaceTest {

  private static final Activation TANH = new Tanh();

  /** An operation on that many (2, 2) matrices. */
  private record Operation(String name, int matrices, BiConsumer<Kernels, Matrix[]> call) {}

  private static final List<Operation> OPERATIONS =
      List.of(
          new Operation("matmul", 3, (k, m) -> k.matmul(m[0], m[1], m[2], true)),
          new Operation("matmulTransA", 3, (k, m) -> k.matmulTransA(m[0], m[1], m[2], true)),
          new Operation("matmulTransB", 3, (k, m) -> k.matmulTransB(m[0], m[1], m[2], true)),
          new Operation("gather", 4, (k, m) -> k.gather(m[0], rows(m[1], m[2], m[3]))),
          new Operation("addBias", 2, (k, m) -> k.addBias(m[0], m[1].slice(0, 1), TANH)),
          new Operation("activate", 2, (k, m) -> k.activate(m[0], m[1], TANH)),
          new Operation("activate in place", 1, (k, m) -> k.activate(m[0], m[0], TANH)),
          new Operation("backward", 4, (k, m) -> k.activateBackward(m[0], m[1], m[2], m[3], TANH)),
          new Operation("columnSums", 2, (k, m) -> k.columnSums(m[0].slice(0, 1), m[1])),
          new Operation("softmax", 2, (k, m) -> k.softmax(m[0], m[1])),
          new Operation("argmax", 1, (k, m) -> k.argmax(new int[2], m[0])),
          new Operation("sumOfSquares", 1, (k, m) -> k.sumOfSquares(m[0])),
          new Operation("addL2Gradient", 2, (k, m) -> k.addL2Gradient(m[0], m[1], 1f)),
          new Operation("scale", 1, (k, m) -> k.scale(m[0], 2f)),
          new Operation("sgd", 2, (k, m) -> Updates.sgd(k, m[0], m[1], 1f)));

  private static Batch rows(Samples source, Matrix mean, Matrix inverse) {
    Normalization normalization =
        new Normalization(Normalization.Kind.CENTER, mean.slice(0, 1), inverse.slice(0, 1));
    return Batch.all(source, normalization);
  }

  private static Matrix filled(Workspace workspace) {
    return workspace.matrix(new float[] {1, 2, 3, 4}, 2, 2);
  }

  private static void assertUntouched(Matrix matrix) {
    assertArrayEquals(new float[] {1, 2, 3, 4}, matrix.toArray());
  }

  @EveryWidth
  void matrices(Kernels kernels) {
    for (Operation operation : OPERATIONS) {
      for (int closed = 0; closed < operation.matrices; closed++) {
        try (Workspace workspace = new Workspace()) {
          Matrix[] matrices = new Matrix[operation.matrices];
          for (int i = 0; i < matrices.length; i++) {
            matrices[i] = i == closed ? closed() : filled(workspace);
          }
          assertThrows(
              IllegalStateException.class,
              () -> operation.call.accept(kernels, matrices),
              operation.name + ", argument " + closed);
          for (int i = 0; i < matrices.length; i++) {
            if (i != closed) {
              assertUntouched(matrices[i]);
            }
          }
        }
      }
    }
  }

  private static Matrix closed() {
    try (Workspace workspace = new Workspace()) {
      return filled(workspace);
    }
  }

  private static Matrix closedEmpty() {
    try (Workspace workspace = new Workspace()) {
      return workspace.matrix(0, 2);
    }
  }

  /** Also where there is nothing to read or write. */
  @EveryWidth
  void emptyMatrices(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Matrix empty = workspace.matrix(0, 2);
      Matrix square = filled(workspace);
      assertThrows(
          IllegalStateException.class, () -> kernels.matmul(empty, closedEmpty(), square, false));
      assertThrows(
          IllegalStateException.class, () -> Updates.sgd(kernels, closedEmpty(), empty, 1f));
    }
  }

  @EveryWidth
  void labelsAndPixels(Kernels kernels) {
    Labels labels;
    Pixels pixels;
    try (Workspace workspace = new Workspace()) {
      labels = workspace.labels(new int[] {0, 1});
      pixels = workspace.pixels(2, 2);
    }
    try (Workspace workspace = new Workspace()) {
      Matrix dx = filled(workspace);
      Matrix x = filled(workspace);
      assertThrows(
          IllegalStateException.class,
          () -> kernels.loss(dx, x, labels, new SoftmaxCrossEntropy()));
      assertThrows(
          IllegalStateException.class, () -> kernels.loss(dx, x, labels, new MulticlassHinge()));
      Labels open = workspace.labels(2);
      assertThrows(
          IllegalStateException.class,
          () -> kernels.loss(closed(), x, open, new SoftmaxCrossEntropy()));
      assertThrows(
          IllegalStateException.class,
          () -> kernels.loss(dx, closed(), open, new MulticlassHinge()));
      assertThrows(IllegalStateException.class, () -> kernels.gather(dx, rows(pixels, x, x)));
      assertUntouched(dx);
    }
  }
}
