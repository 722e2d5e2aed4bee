package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this loader: species, lane count, registers, and how a matrix is read and written
 * with them. Every constant of the Vector API stands here.
 */
final class Lanes {

  private static final int BITS = ((IntSupplier) Lanes.class.getClassLoader()).getAsInt();
  private static final VectorShape SHAPE = VectorShape.forBitSize(BITS);
  private static final VectorShape HALF_SHAPE = VectorShape.forBitSize(BITS / 2);

  /** Float lanes of the full width. */
  static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class, SHAPE);

  /** Int lanes beside {@link #FLOAT}. */
  static final VectorSpecies<Integer> INT = VectorSpecies.of(int.class, SHAPE);

  /** Double lanes of the full width. */
  static final VectorSpecies<Double> DOUBLE = VectorSpecies.of(double.class, SHAPE);

  /** As many float lanes as {@link #DOUBLE} has. */
  static final VectorSpecies<Float> HALF_FLOAT = VectorSpecies.of(float.class, HALF_SHAPE);

  /** The narrowest byte vector with at least as many lanes as {@link #FLOAT}; 64 bits at least. */
  static final VectorSpecies<Byte> BYTE =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BITS / 4)));

  /** Float lanes. */
  static final int COUNT = FLOAT.length();

  /** Double lanes. */
  static final int DOUBLES = DOUBLE.length();

  /** Vector registers: 32 where 512 bits are preferred (at any width) and on AArch64, else 16. */
  static final int REGISTERS =
      VectorShape.preferredShape().vectorBitSize() >= 512
              || System.getProperty("os.arch", "").equals("aarch64")
          ? 32
          : 16;

  /** Whether a masked store is one instruction: AVX-512. Slow on AVX2, not there on NEON. */
  static final boolean MASKED_STORES = VectorShape.preferredShape().vectorBitSize() >= 512;

  /** {@code FIRST[n]} are the first n lanes. */
  static final List<VectorMask<Float>> FIRST =
      IntStream.rangeClosed(0, COUNT).mapToObj(n -> FLOAT.indexInRange(0, n)).toList();

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /**
   * The class of native segments. Casting to it tells C2 what it would otherwise have to take from
   * profiles, and these also see the heap segments of others and of the Vector API itself.
   */
  static final Class<?> NATIVE = MemorySegment.NULL.getClass();

  static {
    // The Vector API itself makes heap segments once in a while. If their class were loaded only
    // then, all that C2 had compiled in the belief that segments are native would be thrown away.
    MemorySegment.ofArray(new byte[0]);
  }

  private Lanes() {}

  /** {@code segment}, known to be native. */
  static MemorySegment known(MemorySegment segment) {
    return (MemorySegment) NATIVE.cast(segment);
  }

  /** The greatest multiple of the lane count that is at most {@code n}. */
  static int bound(int n) {
    return n & -COUNT;
  }

  /**
   * {@link #COUNT} floats from a byte offset of {@code x}. For loops that are hot wherever they are
   * met: at a call that it takes for cold, C2 may leave this method a call that returns an object.
   * The glue between tiles calls the Vector API itself, which is always inlined.
   */
  static FloatVector load(Matrix x, long offset) {
    return FloatVector.fromMemorySegment(FLOAT, known(x.segment()), offset, ORDER);
  }

  /** Half as many floats, widened to doubles. */
  static DoubleVector loadDoubles(MemorySegment segment, long offset) {
    FloatVector half = FloatVector.fromMemorySegment(HALF_FLOAT, known(segment), offset, ORDER);
    return (DoubleVector) half.convertShape(VectorOperators.F2D, DOUBLE, 0);
  }

  /** {@link #COUNT} floats from a byte offset of {@code segment}. */
  static FloatVector load(MemorySegment segment, long offset) {
    return FloatVector.fromMemorySegment(FLOAT, known(segment), offset, ORDER);
  }

  /** {@link #COUNT} floats from {@code index} of {@code array} on. */
  static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(FLOAT, array, index);
  }

  /** The smallest multiple of the lane count that is at least {@code n}. */
  static int padded(int n) {
    return Math.ceilDiv(n, COUNT) * COUNT;
  }

  /** Writes the lanes at a byte offset of {@code x}. Modified: x. */
  static void store(FloatVector v, Matrix x, long offset) {
    store(v, x.segment(), offset);
  }

  /** Writes the lanes at a byte offset of {@code segment}. Modified: segment. */
  static void store(FloatVector v, MemorySegment segment, long offset) {
    v.intoMemorySegment(known(segment), offset, ORDER);
  }

  /**
   * How many of {@code rows} rows of {@code x} have so many vectors of memory from byte {@code
   * offset} of the first row on; what lies past the last column may be read, but not written.
   */
  static int wholeRows(Matrix x, long offset, int rows, int vectors) {
    long room = x.segment().byteSize() - offset - (long) vectors * COUNT * Float.BYTES;
    long stride = x.stride() << 2;
    if (room >= (rows - 1) * stride) {
      return rows;
    }
    return room < 0 ? 0 : (int) (room / stride) + 1;
  }

  /** Lanes {@code part * COUNT} onward of a byte vector at {@code offset}, as unsigned values. */
  static FloatVector loadBytes(MemorySegment segment, long offset, int part) {
    ByteVector bytes = ByteVector.fromMemorySegment(BYTE, known(segment), offset, ORDER);
    IntVector ints = (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INT, part);
    return (FloatVector) ints.convert(VectorOperators.I2F, 0);
  }
}
