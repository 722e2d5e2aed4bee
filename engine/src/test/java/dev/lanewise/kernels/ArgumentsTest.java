package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Tanh;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import java.util.function.Consumer;

/** Wrong shapes, overlaps and labels are rejected before anything is written. */
class ArgumentsTest {

  private static final Activation TANH = new Tanh();

  private final Given given = new Given(1);

  private Matrix x(int rows, int columns) {
    return given.random(rows, columns);
  }

  private Matrix x(Product.Operand operand) {
    return x(operand.rows(), operand.columns());
  }

  private void rejected(Consumer<Matrix[]> operation, Matrix... m) {
    given.watch();
    assertThrows(IllegalArgumentException.class, () -> operation.accept(m));
    given.assertOnlyWritten();
  }

  @EveryWidth
  void shapesOfProducts(Kernels kernels) {
    for (Product product : Product.values()) {
      Matrix a = x(product.a(4, 6));
      Matrix b = x(product.b(6, 5));
      Consumer<Matrix[]> operation = m -> product.run(kernels, m[0], m[1], m[2], false);
      rejected(operation, x(4, 5), x(product.a(4, 7)), b);
      rejected(operation, x(4, 5), a, x(product.b(5, 5)));
      rejected(operation, x(3, 5), a, b);
      rejected(operation, x(5, 5), a, b);
      rejected(operation, x(4, 4), a, b);
      rejected(operation, x(4, 6), a, b);
    }
  }

  @EveryWidth
  void shapesOfOtherOperations(Kernels kernels) {
    Consumer<Matrix[]> addBias = m -> kernels.addBias(m[0], m[1], TANH);
    rejected(addBias, x(3, 4), x(1, 5));
    rejected(addBias, x(3, 4), x(3, 4));
    rejected(addBias, x(3, 4), x(4, 1));
    rejected(m -> kernels.activate(m[0], m[1], TANH), x(3, 4), x(3, 5));
    rejected(m -> kernels.activate(m[0], m[1], TANH), x(3, 4), x(4, 3));
    Consumer<Matrix[]> backward = m -> kernels.activateBackward(m[0], m[1], m[2], m[2], TANH);
    rejected(backward, x(3, 5), x(3, 4), x(3, 4));
    rejected(backward, x(3, 4), x(2, 4), x(3, 4));
    rejected(backward, x(3, 4), x(3, 4), x(2, 4));
    Consumer<Matrix[]> ofInput = m -> kernels.activateBackward(m[0], m[1], m[2], m[3], TANH);
    rejected(ofInput, x(3, 4), x(3, 4), x(2, 4), x(3, 4));
    rejected(ofInput, x(3, 4), x(3, 4), x(3, 4), x(3, 5));
    rejected(m -> kernels.columnSums(m[0], m[1]), x(1, 5), x(3, 4));
    rejected(m -> kernels.columnSums(m[0], m[1]), x(3, 4), x(3, 4));
    rejected(m -> kernels.addL2Gradient(m[0], m[1], 1f), x(3, 4), x(4, 4));
    rejected(m -> Updates.sgd(kernels, m[0], m[1], 1f), x(3, 4), x(3, 3));
    rejected(m -> kernels.softmax(m[0], m[1]), x(3, 4), x(3, 3));
    rejected(m -> kernels.argmax(new int[2], m[0]), x(3, 4));
    rejected(m -> kernels.argmax(new int[3], m[0]), x(3, 0));
  }

  private Normalization normalization(int inputs) {
    return new Normalization(Normalization.Kind.STANDARDIZE, x(1, inputs), x(1, inputs));
  }

  @EveryWidth
  void shapesOfGather(Kernels kernels) {
    Batch rows = Batch.all(given.pixels(3, 20), normalization(20));
    rejected(m -> kernels.gather(m[0], rows), x(2, 20));
    rejected(m -> kernels.gather(m[0], rows), x(3, 19));
  }

  @EveryWidth
  void lossesCheckShapesAndLabels(Kernels kernels) {
    for (Loss loss : Loss.all()) {
      Labels labels = given.labels(0, 2, 1);
      Labels two = given.labels(0, 1);
      Labels none = given.labels();
      Labels tooBig = given.labels(0, 1, 3);
      Labels negative = given.labels(0, -1, 2);
      rejected(m -> kernels.loss(m[0], m[1], labels, loss), x(3, 4), x(3, 3));
      rejected(m -> kernels.loss(m[0], m[1], labels, loss), x(2, 3), x(2, 3));
      rejected(m -> kernels.loss(m[0], m[1], labels, loss), x(3, 0), x(3, 0));
      rejected(m -> kernels.loss(m[0], m[1], two, loss), x(3, 3), x(3, 3));
      rejected(m -> kernels.loss(m[0], m[1], tooBig, loss), x(3, 3), x(3, 3));
      rejected(m -> kernels.loss(m[0], m[1], negative, loss), x(3, 3), x(3, 3));
      rejected(m -> kernels.loss(m[0], m[1], none, loss), x(0, 3), x(0, 3));
    }
  }

  @EveryWidth
  void overlapsOfProducts(Kernels kernels) {
    Matrix whole = x(6, 40);
    Matrix square = whole.columnSlice(0, 6);
    Matrix shifted = whole.columnSlice(5, 11);
    Matrix apart = whole.columnSlice(6, 12);
    Matrix other = x(6, 6);
    for (Product product : Product.values()) {
      for (boolean accumulate : new boolean[] {false, true}) {
        Consumer<Matrix[]> operation = m -> product.run(kernels, m[0], m[1], m[2], accumulate);
        rejected(operation, square, square, other);
        rejected(operation, square, other, square);
        rejected(operation, square, shifted, other);
        rejected(operation, square, other, shifted);
        assertDoesNotThrow(() -> product.run(kernels, square, apart, apart, accumulate));
      }
    }
  }

  @EveryWidth
  void overlapsOfOtherOperations(Kernels kernels) {
    Matrix whole = x(6, 40);
    Matrix a = whole.columnSlice(0, 8);
    Matrix shifted = whole.columnSlice(1, 9);
    Matrix b = x(6, 8);
    Labels labels = given.labels(0, 1, 2, 3, 4, 5);
    rejected(m -> kernels.addBias(m[0], m[1], TANH), a, a.slice(2, 3));
    rejected(m -> kernels.activate(m[0], m[1], TANH), a, shifted);
    Consumer<Matrix[]> backward = m -> kernels.activateBackward(m[0], m[1], m[2], m[2], TANH);
    rejected(backward, a, shifted, b);
    rejected(backward, a, b, shifted);
    rejected(backward, a, b, a);
    Matrix c = x(6, 8);
    Consumer<Matrix[]> ofInput = m -> kernels.activateBackward(m[0], m[1], m[2], m[3], TANH);
    rejected(ofInput, a, b, shifted, c);
    rejected(ofInput, a, b, c, shifted);
    rejected(m -> kernels.columnSums(m[0], m[1]), a.slice(5, 6), a);
    rejected(m -> kernels.softmax(m[0], m[1]), a, a);
    rejected(m -> kernels.loss(m[0], m[1], labels, new SoftmaxCrossEntropy()), a, shifted);
    rejected(m -> kernels.loss(m[0], m[1], labels, new MulticlassHinge()), a, a);
    rejected(m -> kernels.addL2Gradient(m[0], m[1], 1f), a, shifted);
    rejected(m -> Updates.sgd(kernels, m[0], m[1], 1f), a, a);
    assertDoesNotThrow(() -> kernels.activate(a, whole.columnSlice(8, 16), TANH));
  }

  @EveryWidth
  void overlapsOfGather(Kernels kernels) {
    Matrix floats = x(4, 8);
    Normalization normalization = normalization(8);
    Batch rows = Batch.range(floats, normalization, 1, 3);
    rejected(m -> kernels.gather(m[0], rows), floats.slice(0, 2));
    Batch row = Batch.range(floats, normalization, 0, 1);
    rejected(m -> kernels.gather(m[0], row), normalization.mean());
    rejected(m -> kernels.gather(m[0], row), normalization.inverse());
    Pixels bytes = Pixels.of(floats.segment().asSlice(32, 24), 3, 8);
    Batch byteRow = Batch.range(bytes, normalization, 0, 1);
    rejected(m -> kernels.gather(m[0], byteRow), floats.slice(1, 2));
  }
}
