package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Relu;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Matrices with 2^31 - 1 rows: without columns they cost nothing, and with one column all rows are
 * counted. They lie in zeros that take no memory until they are written.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MostRowsTest {

  private static final int MOST = Integer.MAX_VALUE;
  private static final int K = 3;
  private static final long BYTES = (long) MOST * K * Float.BYTES;

  private static MemorySegment zeros = MemorySegment.NULL;

  /** Memory that is not reserved; that of the JDK is filled with zeros, and so is real. */
  @SuppressWarnings("restricted") // a call of the C library
  @BeforeAll
  static void map() throws Throwable {
    Linker linker = Linker.nativeLinker();
    var mmap =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    int readAndWrite = 1 | 2;
    int privateAnonymousNotReserved = 0x2 | 0x20 | 0x4000;
    zeros =
        (MemorySegment)
            mmap.invokeExact(
                MemorySegment.NULL, BYTES, readAndWrite, privateAnonymousNotReserved, -1, 0L);
    zeros = zeros.reinterpret(BYTES, Arena.global(), segment -> {});
  }

  private static Matrix zeros(int rows, int columns) {
    return Matrix.of(zeros, rows, columns, columns);
  }

  @EveryWidth
  void productsWithoutElements(Kernels kernels) {
    for (boolean accumulate : new boolean[] {false, true}) {
      kernels.matmul(zeros(MOST, 0), zeros(MOST, K), zeros(K, 0), accumulate);
      kernels.matmul(zeros(0, MOST), zeros(0, K), zeros(K, MOST), accumulate);
      kernels.matmulTransA(zeros(MOST, 0), zeros(K, MOST), zeros(K, 0), accumulate);
      kernels.matmulTransA(zeros(0, MOST), zeros(K, 0), zeros(K, MOST), accumulate);
      kernels.matmulTransB(zeros(MOST, 0), zeros(MOST, K), zeros(0, K), accumulate);
      kernels.matmulTransB(zeros(0, MOST), zeros(0, K), zeros(MOST, K), accumulate);
    }
  }

  @EveryWidth
  void otherOperationsWithoutElements(Kernels kernels) {
    Matrix none = zeros(MOST, 0);
    Matrix other = zeros(MOST, 0);
    Matrix row = zeros(1, 0);
    Normalization nothing = new Normalization(Normalization.Kind.NONE, row, row);
    Pixels pixels = Pixels.of(zeros.asSlice(0, 0), MOST, 0);
    for (Activation activation : activations(kernels)) {
      kernels.addBias(none, row, activation);
      kernels.activate(none, other, activation);
      kernels.activateBackward(none, other, other, zeros(MOST, 0), activation);
    }
    kernels.gather(none, Batch.all(other, nothing));
    kernels.gather(none, Batch.all(pixels, nothing));
    kernels.columnSums(row, other);
    kernels.softmax(none, other);
    kernels.addL2Gradient(none, other, 1f);
    kernels.scale(none, 2f);
    Updates.sgd(kernels, none, other, 1f);
    assertEquals(0, kernels.sumOfSquares(none));
    none.fill(1f);
    none.copyFrom(other);
  }

  /**
   * The scalar loops pass over all these rows, for seconds, and call an activation for an element
   * only: one stands for all of them. The vector kernels have loops of their own for each.
   */
  private static List<Activation> activations(Kernels kernels) {
    return kernels.vectorBits() == 0 ? List.of(new Relu()) : Activation.all();
  }

  /** The last of the rows counts, and none twice. */
  @Tag("thorough")
  @EveryWidth
  void sumsOverAllRows(Kernels kernels) {
    Matrix x = zeros(MOST, 1);
    x.set(MOST - 1, 0, 3f);
    x.set(0, 0, 4f);
    Matrix sums = new Given(1).unset(1, 1);
    assertEquals(25, kernels.sumOfSquares(x));
    kernels.columnSums(sums, x);
    assertEquals(7, sums.get(0, 0));
  }

  /** A chain of 2^31 - 1 steps. */
  @Tag("thorough")
  @EveryWidth
  void longestChains(Kernels kernels) {
    MemorySegment second = zeros.asSlice(BYTES / 2);
    Matrix c = new Given(1).unset(1, 1);
    for (Product product : Product.values()) {
      Product.Operand aShape = product.a(1, MOST);
      Product.Operand bShape = product.b(MOST, 1);
      Matrix a = Matrix.of(zeros, aShape.rows(), aShape.columns(), aShape.columns());
      Matrix b = Matrix.of(second, bShape.rows(), bShape.columns(), bShape.columns());
      a.set(aShape.rows() - 1, aShape.columns() - 1, 3f);
      b.set(bShape.rows() - 1, bShape.columns() - 1, 5f);
      a.set(0, 0, 2f);
      b.set(0, 0, 7f);
      product.run(kernels, c, a, b, false);
      assertEquals(29, c.get(0, 0));
    }
  }
}
