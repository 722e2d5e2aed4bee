package dev.lanewise.bench.peers;

import dev.lanewise.bench.Operands;
import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.ProductShape.Form;
import dev.lanewise.bench.compare.Library.Multiplication;
import dev.lanewise.bench.compare.Library.Multiplier;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** A native library with the C interface of BLAS, called on the engine's own memory. */
@SuppressWarnings("restricted") // calling native code is the purpose
final class CBlas implements Multiplier {

  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private final MethodHandle sgemm;

  /** Loads the shared library. */
  CBlas(Path file) {
    // (order, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc)
    FunctionDescriptor signature =
        FunctionDescriptor.ofVoid(
            INT, INT, INT, INT, INT, INT, FLOAT, POINTER, INT, POINTER, INT, FLOAT, POINTER, INT);
    MemorySegment function =
        SymbolLookup.libraryLookup(file, Arena.global()).findOrThrow("cblas_sgemm");
    sgemm = Linker.nativeLinker().downcallHandle(function, signature);
  }

  @Override
  public Multiplication prepare(Operands operands) {
    ProductShape shape = operands.shape();
    int transA = shape.form() == Form.TRANS_A ? TRANSPOSED : AS_IT_IS;
    int transB = shape.form() == Form.TRANS_B ? TRANSPOSED : AS_IT_IS;
    MemorySegment a = operands.a().segment();
    MemorySegment b = operands.b().segment();
    MemorySegment c = operands.c().segment();
    int lda = stride(operands.a());
    int ldb = stride(operands.b());
    int ldc = stride(operands.c());
    return () -> {
      try {
        sgemm.invokeExact(
            ROW_MAJOR, transA, transB, shape.m(), shape.n(), shape.k(), 1f, a, lda, b, ldb, 0f, c,
            ldc);
      } catch (Throwable e) {
        throw new IllegalStateException("cblas_sgemm cannot be called", e);
      }
    };
  }

  private static int stride(Matrix matrix) {
    return Math.toIntExact(matrix.stride());
  }
}
