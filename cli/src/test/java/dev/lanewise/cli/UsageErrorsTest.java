package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong usage ends a command with exit code 2 and one line that names what is wrong. */
class UsageErrorsTest {

  @TempDir private Path temp;

  @BeforeEach
  void writeData() throws IOException {
    TinyData.write(temp.resolve("tiny"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --hidden 0                    | --hidden
          --hidden -1                   | --hidden
          --hidden 2147483648           | --hidden
          --hidden 100-0                | --hidden
          --hidden 100-                 | --hidden
          --hidden 100,200              | --hidden
          --hidden +5                   | --hidden
          --batch-size 55               | --batch-size 55 is larger than the training set of 54
          --batch-size 0                | batch size must be at least 1, got 0
          --batch-size -1               | batch size must be at least 1, got -1
          --batch-size 2147483648       | --batch-size
          --learning-rate NaN           | learning rate must be above 0 and finite, got NaN
          --learning-rate -0.1          | learning rate must be above 0 and finite, got -0.1
          --learning-rate 0             | learning rate must be above 0 and finite, got 0
          --learning-rate Infinity      | learning rate must be above 0 and finite, got Infinity
          --learning-rate 1e999         | learning rate must be above 0 and finite, got Infinity
          --learning-rate 0,5           | '0,5'
          --learning-rate fast          | 'fast'
          --lr-decay 0                  | lr decay must be above 0 and finite, got 0
          --lr-decay NaN                | lr decay must be above 0 and finite, got NaN
          --reg -1                      | reg must be 0 or more and finite, got -1
          --reg NaN                     | reg must be 0 or more and finite, got NaN
          --weight-scale NaN            | must be 0 or more and finite, got NaN
          --weight-scale -1e-3          | must be 0 or more and finite, got -0.001
          --epochs 0                    | epochs must be at least 1, got 0
          --epochs 1.5                  | '1.5'
          --early-stopping -1           | early stopping must be at least 0, got -1
          --seed 9223372036854775808    | --seed
          --threads 0                   | --threads must be 1 to 1024, got 0
          --threads -1                  | --threads must be 1 to 1024, got -1
          --threads 1025                | --threads must be 1 to 1024, got 1025
          --vector-bits 100             | no vectors of 100 bits here
          --vector-bits 64              | no vectors of 64 bits here
          --vector-bits 1024            | no vectors of 1024 bits here
          --vector-bits -128            | no vectors of -128 bits here
          --vector-bits 128 --backend scalar | --vector-bits does not go with --backend scalar
          --backend gpu                 | --backend
          --activation identity         | --activation
          --loss hinge                  | --loss
          --normalize zca               | --normalize
          --sampling bootstrap          | --sampling
          --init orthogonal             | --init
          --optimizer lion              | --optimizer
          --momentum 0.5                | --momentum is for --optimizer momentum or nesterov, got
          --beta1 0.5 --optimizer sgd   | --beta1 is for --optimizer adam or adamw, got
          --weight-decay 0 --optimizer adam | --weight-decay is for --optimizer adamw, got
          --optimizer adam --beta1 1    | beta1 must be at least 0 and below 1, got 1
          --optimizer rmsprop --epsilon 0 | epsilon must be above 0
          --schedule linear             | --schedule
          --schedule cosine --lr-decay 0.5 | --lr-decay is for --schedule constant, got
          --schedule step --step-epochs 0 | step epochs must be at least 1, got 0
          --step-epochs 3               | --step-epochs is for --schedule step, got
          --schedule-epochs 5           | --schedule-epochs is for --schedule cosine or one-cycle
          --schedule plateau --validation-size 0 | plateau needs a validation part
          --schedule one-cycle --warmup-steps 3 | --warmup-steps is for --schedule constant or step or cosine or plateau, got
          --min-delta 0.1               | --min-delta is for --early-stopping other than 0, got
          --monitor loss --validation-size 0 | --monitor loss needs a validation part
          --hidden none --dropout 0.5   | --dropout is for --hidden other than none, got
          --monitor f1                  | --monitor
          --dropout 1                   | dropout must be at least 0 and below 1, got 1
          --dropout -0.1                | dropout must be at least 0 and below 1, got -0.1
          --no-such-option              | '--no-such-option'
          --epoch 3                     | Unknown option: '--epoch'; did you mean --epochs
          --seed 1 --seed 2             | --seed
          --json --json                 | --json
          --seed                        | --seed
          --seed --json                 | --seed
          extra                         | 'extra'
          """)
  void train(String options, String named) {
    Path model = temp.resolve("net.safetensors");
    String all = "train --data " + temp.resolve("tiny") + " --batch-size 10 --model " + model + " ";
    if (options.startsWith("--batch-size")) {
      all = all.replace("--batch-size 10 ", "");
    }
    CommandRun run = CommandRun.of((all + options).split(" "));
    assertNamed(run, named, "lanewise train --help");
    assertTrue(Files.notExists(model));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          evaluate                             | --model        | lanewise evaluate --help
          evaluate --model m --split all       | --split        | lanewise evaluate --help
          evaluate --model m --epochs 3        | '--epochs'     | lanewise evaluate --help
          evaluate --model m --threads 0       | --threads      | lanewise evaluate --help
          predict                              | --model        | lanewise predict --help
          predict --model m --format xml       | --format       | lanewise predict --help
          predict --model m --vector-bits 1024 | 1024           | lanewise predict --help
          doctor --model m                     | '--model'      | lanewise doctor --help
          trian                                | 'trian'        | lanewise --help
          --quick                              | '--quick'      | lanewise --help
          """)
  void otherCommands(String args, String named, String help) {
    assertNamed(CommandRun.of(args.split(" ")), named, help);
  }

  private static void assertNamed(CommandRun run, String named, String help) {
    String line = run.error(2);
    assertTrue(line.contains(named), line);
    assertTrue(line.endsWith(" (see " + help + ")"), line);
  }

  @Test
  void debugAddsTheStackTrace() {
    CommandRun run = CommandRun.of("train", "--epochs", "0", "--debug");
    assertEquals(2, run.code());
    assertTrue(run.err().startsWith("lanewise: epochs must be at least 1, got 0"), run.err());
    assertTrue(run.err().contains("\tat dev.lanewise.cli."), run.err());
  }
}
