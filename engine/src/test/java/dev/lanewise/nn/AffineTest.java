package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a layer keeps between calls, and small batches in its buffers. */
class AffineTest {

  @AutoClose private final Workspace workspace = new Workspace();

  /** Two inputs, two outputs: out = (x0 + 2 x1 + 1, -x0 - x1 - 1). */
  private Affine layer(Kernels kernels, Activation activation) {
    Affine layer = new Affine(kernels, workspace, 3, 2, 2, activation, 4);
    layer.params().get(0).value().copyFrom(new float[] {1, -1, 2, -1});
    layer.params().get(1).value().copyFrom(new float[] {1, -1});
    return layer;
  }

  @Test
  void parametersAreNamedByTheNumberOfTheLayer() {
    List<Param> params = layer(Widths.scalar(), Activation.IDENTITY).params();
    assertEquals(List.of("W4", "b4"), params.stream().map(Param::name).toList());
    assertEquals(List.of(true, false), params.stream().map(Param::regularized).toList());
    assertEquals("(1, 2)", params.get(1).gradient().shape());
  }

  @EveryWidth
  void aSmallBatchAfterALargeOneLeavesNothingOfIt(Kernels kernels) {
    Affine layer = layer(kernels, Activation.IDENTITY);
    layer.forward(workspace.matrix(new float[] {9, 9, 8, 8, 7, 7}, 3, 2));
    layer.backward(workspace.matrix(new float[] {5, 5, 5, 5, 5, 5}, 3, 2));

    Matrix out = layer.forward(workspace.matrix(new float[] {3, 4}, 1, 2));
    Matrix dx = layer.backward(workspace.matrix(new float[] {10, 100}, 1, 2));
    assertArrayEquals(new float[] {12, -8}, out.toArray()); // 3 + 8 + 1, -3 - 4 - 1
    assertArrayEquals(new float[] {-90, -80}, dx.toArray()); // 10 - 100, 20 - 100
    assertArrayEquals(new float[] {30, 300, 40, 400}, layer.params().get(0).gradient().toArray());
    assertArrayEquals(new float[] {10, 100}, layer.params().get(1).gradient().toArray());
  }

  @EveryWidth
  void anInfiniteGradientBehindAClosedGateIsZero(Kernels kernels) {
    Affine layer = layer(kernels, Activation.RELU);
    layer.forward(workspace.matrix(new float[] {3, 4}, 1, 2)); // before the gate: 12, -8
    float infinity = Float.POSITIVE_INFINITY;
    Matrix dx = layer.backward(workspace.matrix(new float[] {1, infinity}, 1, 2));
    assertArrayEquals(new float[] {1, 2}, dx.toArray());
    assertArrayEquals(new float[] {1, 0}, layer.params().get(1).gradient().toArray());
  }

  @Test
  void wrongShapesAreRejected() {
    Affine layer = layer(Widths.scalar(), Activation.IDENTITY);
    assertThrows(
        IndexOutOfBoundsException.class, () -> layer.forward(workspace.matrix(4, 2)), "too many");
    assertThrows(
        IllegalArgumentException.class, () -> layer.forward(workspace.matrix(3, 1)), "too narrow");
    layer.forward(workspace.matrix(2, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> layer.backward(workspace.matrix(3, 2)),
        "of another batch");
  }
}
