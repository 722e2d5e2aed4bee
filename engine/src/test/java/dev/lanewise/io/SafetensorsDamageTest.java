package dev.lanewise.io;

import static dev.lanewise.io.Bytes.assertMalformed;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage to sound files: what carries our checksum is refused, and nothing ever crashes. */
class SafetensorsDamageTest {

  private static final int MUTATIONS = 10_000;

  @TempDir Path folder;
  private byte[] sound;
  private Workspace workspace;

  @BeforeEach
  void writeSoundFile() throws IOException {
    Path file = folder.resolve("sound.safetensors");
    workspace = new Workspace();
    Matrix w = workspace.matrix(7, 11);
    for (int i = 0; i < w.rows(); i++) {
      for (int j = 0; j < w.columns(); j++) {
        w.set(i, j, i - 0.37f * j);
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w1", Tensor.matrix(w));
    tensors.put("b1", Tensor.vector(w.slice(3, 4)));
    Safetensors.write(file, Map.of("lanewise.format", "1"), tensors);
    sound = Files.readAllBytes(file);
  }

  @AfterEach
  void close() {
    workspace.close();
  }

  private void assertRefused(byte[] bytes, String part) throws IOException {
    assertMalformed(Files.write(folder.resolve("bad.safetensors"), bytes), part, workspace);
  }

  @Test
  void everySingleBitFlipIsRefused() throws IOException {
    for (int bit = 0; bit < sound.length * 8; bit++) {
      byte[] damaged = sound.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(damaged, "");
    }
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    for (int length = 0; length < sound.length; length++) {
      assertRefused(Arrays.copyOf(sound, length), "");
    }
  }

  @Test
  void everyAppendedByteIsRefused() throws IOException {
    for (int value = 0; value < 256; value++) {
      byte[] longer = Arrays.copyOf(sound, sound.length + 1);
      longer[sound.length] = (byte) value;
      assertRefused(longer, "bytes of data");
    }
    assertRefused(Arrays.copyOf(sound, 2 * sound.length), "bytes of data");
  }

  @Test
  void ourFileWithoutChecksumIsRefused() throws IOException {
    String renamed = new String(sound, StandardCharsets.ISO_8859_1).replace("sha256", "sha257");
    assertRefused(Bytes.latin(renamed), "has metadata of Lanewise but no checksum");
  }

  @Test
  void checksumMessageNamesTheByte() throws IOException {
    byte[] damaged = sound.clone();
    damaged[sound.length - 1] ^= 1;
    assertRefused(damaged, "byte " + HeaderWriter.DIGITS_AT + ": the checksum is ");
  }

  @Test
  void mutationsOfOurFileAreRefused() throws IOException {
    Random random = new Random(20260601);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(sound, random);
      assertTrue(Arrays.equals(mutant, sound) || !accepted(mutant), "mutation " + i);
    }
  }

  @Test
  void mutationsOfAForeignFileNeverCrash() throws IOException {
    byte[] foreign =
        Bytes.file(
            "{\"__metadata__\":{\"caf\\u00e9\":\"\\\"1\\\"\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[16,17]},"
                + "\"c\":{\"dtype\":\"F32\",\"shape\":[0,9],\"data_offsets\":[17,17]},"
                + "\"d\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[17,21]}}  ",
            21);
    Random random = new Random(20260602);
    int accepted = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      accepted += accepted(mutate(foreign, random)) ? 1 : 0;
    }
    assertTrue(accepted > MUTATIONS / 100, accepted + " accepted: too wild to reach deep");
    assertFalse(accepted > MUTATIONS / 2, accepted + " accepted: too tame");
  }

  private boolean accepted(byte[] bytes) throws IOException {
    try {
      Bytes.read(folder, bytes, workspace);
      return true;
    } catch (MalformedFileException e) {
      return false;
    } catch (RuntimeException e) {
      return fail("crashed on " + Arrays.toString(bytes), e);
    }
  }

  /** One to three random edits; in half of the cases the header's length is made right again. */
  private static byte[] mutate(byte[] file, Random random) {
    byte[] mutant = file.clone();
    for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
      int at = random.nextInt(mutant.length);
      int other = random.nextInt(mutant.length);
      int length = Math.min(1 + random.nextInt(8), mutant.length - Math.max(at, other));
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt(256);
        case 2 -> mutant[at] = (byte) "0123456789{}[]\",:\\ue-. ".charAt(random.nextInt(23));
        case 3 -> System.arraycopy(mutant, other, mutant, at, length);
        case 4 ->
            mutant = splice(mutant, at, at, Arrays.copyOfRange(mutant, other, other + length));
        default -> mutant = splice(mutant, at, at + length, new byte[0]);
      }
    }
    int headerEnd = 8 + headerLength(file) + mutant.length - file.length;
    if (random.nextBoolean() && headerEnd >= 8 && mutant.length >= 8) {
      ByteBuffer.wrap(mutant).order(ByteOrder.LITTLE_ENDIAN).putLong(0, headerEnd - 8);
    }
    return mutant;
  }

  private static int headerLength(byte[] file) {
    return (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] inserted) {
    return ByteBuffer.allocate(bytes.length - (to - from) + inserted.length)
        .put(bytes, 0, from)
        .put(inserted)
        .put(bytes, to, bytes.length - to)
        .array();
  }
}
