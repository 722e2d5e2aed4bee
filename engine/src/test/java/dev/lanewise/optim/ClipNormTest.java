package dev.lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Param;
import dev.lanewise.nn.Widths;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clipping by global norm, against PyTorch's formula and a step in double precision. */
class ClipNormTest {

  /** The values of clip_grad_norm_ for the gradient (3, 4, 12), whose norm is 13. */
  @Test
  void theValuesOfPyTorch() {
    float scale = ClipNorm.scale(1, 3 * 3 + 4 * 4 + 12 * 12);
    float[] clipped = {3 * scale, 4 * scale, 12 * scale};
    assertArrayEquals(new float[] {0.230769213f, 0.307692284f, 0.923076852f}, clipped, 3e-8f);
  }

  /** PyTorch divides by a little more than the norm. */
  @Test
  void aNormOfTheLimitShrinksByAMillionth() {
    assertEquals((float) (1 / (1 + 1e-6)), ClipNorm.scale(1, 1));
  }

  @Test
  void aSmallGradientStays() {
    assertEquals(1f, ClipNorm.scale(1, 0.99));
    assertEquals(1f, ClipNorm.scale(1e-3, 0));
  }

  @Test
  void aGradientThatIsNoNumberIsNotHidden() {
    assertTrue(Float.isNaN(ClipNorm.scale(1, Double.NaN)));
    assertEquals(0f, ClipNorm.scale(1, Double.POSITIVE_INFINITY));
  }

  /**
   * A step of plain descent moves all parameters together by at most rate times the limit, in the
   * direction of the gradient with L2.
   */
  @Test
  void aStepGoesInTheDirectionOfTheGradient() {
    double limit = 0.05;
    double rate = 0.5;
    try (Workspace workspace = new Workspace()) {
      NetSpec spec =
          NetSpec.twoLayer(7, 5, 3).withWeightScale(0.3).withReg(0.7).withClipNorm(limit);
      FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 4);
      net.initialize(3);
      Matrix x = workspace.matrix(4, 7);
      for (int i = 0; i < 28; i++) {
        x.set(i / 7, i % 7, (float) Math.sin(i));
      }
      Batch batch = Batch.all(x, Normalization.none(workspace, 7));
      Labels labels = workspace.labels(new int[] {0, 1, 2, 1});
      net.lossAndGradients(batch, labels);
      List<float[]> gradients = net.params().stream().map(it -> it.gradient().toArray()).toList();
      List<float[]> before = net.params().stream().map(it -> it.value().toArray()).toList();
      double squares = 0;
      for (float[] gradient : gradients) {
        for (float g : gradient) {
          squares += (double) g * g;
        }
      }
      assertTrue(Math.sqrt(squares) > 2 * limit, "the gradient's norm is " + Math.sqrt(squares));
      net.step(batch, labels, new Sgd(), rate, 1, 0);
      double moved = 0;
      for (int p = 0; p < gradients.size(); p++) {
        Param param = net.params().get(p);
        float[] after = param.value().toArray();
        for (int i = 0; i < after.length; i++) {
          double move = after[i] - (double) before.get(p)[i];
          double expected = -rate * gradients.get(p)[i] * limit / Math.sqrt(squares);
          assertEquals(expected, move, 1e-7, param.name() + " at " + i);
          moved += move * move;
        }
      }
      assertEquals(rate * limit, Math.sqrt(moved), 1e-6);
    }
  }
}
