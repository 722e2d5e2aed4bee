/** The data sets known by name, and how they are brought onto this machine. */
package dev.lanewise.cli.fetch;
