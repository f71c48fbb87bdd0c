export const formatVersion = 1

/**
 * - `folders`: `id` is null when it is forgotten and its rows are being removed; `sweep` is the path behind which the
 *   rows are still to be looked at again
 * - `holders`: devices whose index of a folder is known. A number stands in `files.variants`; 0 there is this device
 * - `files`: one row a path. `variants` has the different records of it and who holds each, the best one first: nearly
 *   always all devices hold the same, and 150 of them cost a few hundred bytes a path. The columns behind it are null
 *   unless they say something, and each is there for its index
 * - `contents`, `parts`: manifests of contents with more than one chunk, 256 chunks a row so that every step is short
 * - `chunks`: which part has a chunk, by 48 bits of its hash; the part tells whether it is that one. Some 20 bytes a
 *   chunk: 10 TB of large files (a chunk a MB) are 0.2 GB here and 0.4 GB in `parts`; 1,000,000 files of 1 MB, in
 *   16,000,000 chunks, half as much again. A content of one chunk is not here: `files.content` finds it
 */
export const schema = `
  CREATE TABLE folders (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, index_id TEXT NOT NULL, sequence INTEGER NOT NULL,
    totals TEXT NOT NULL, wanted TEXT NOT NULL, sweep TEXT
  );
  CREATE TABLE devices (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
  CREATE TABLE holders (
    number INTEGER PRIMARY KEY, folder INTEGER NOT NULL, device TEXT NOT NULL, index_id TEXT NOT NULL,
    sequence INTEGER NOT NULL, state INTEGER NOT NULL, totals TEXT NOT NULL
  );
  CREATE TABLE files (
    id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, path TEXT NOT NULL, variants BLOB NOT NULL, disk BLOB,
    sequence INTEGER, need INTEGER, match INTEGER, content INTEGER, conflict INTEGER
  );
  CREATE UNIQUE INDEX files_path ON files (folder, path);
  CREATE INDEX files_sequence ON files (folder, sequence) WHERE sequence IS NOT NULL;
  CREATE INDEX files_need ON files (folder, need) WHERE need IS NOT NULL;
  CREATE INDEX files_need_path ON files (folder, path) WHERE need IS NOT NULL;
  CREATE INDEX files_match ON files (match) WHERE match IS NOT NULL;
  CREATE INDEX files_content ON files (content) WHERE content IS NOT NULL;
  CREATE INDEX files_conflict ON files (folder, path) WHERE conflict IS NOT NULL;
  CREATE TABLE contents (
    id INTEGER PRIMARY KEY, content BLOB NOT NULL UNIQUE, parts INTEGER NOT NULL, indexed INTEGER NOT NULL, idle INTEGER
  );
  CREATE INDEX contents_idle ON contents (id) WHERE idle IS NOT NULL;
  CREATE INDEX contents_unindexed ON contents (id) WHERE indexed < parts;
  CREATE TABLE parts (id INTEGER PRIMARY KEY, start INTEGER NOT NULL, chunks BLOB NOT NULL);
  CREATE TABLE chunks (prefix INTEGER NOT NULL, part INTEGER NOT NULL, PRIMARY KEY (prefix, part)) WITHOUT ROWID;
  CREATE TABLE partials (
    folder INTEGER NOT NULL, path TEXT NOT NULL, content BLOB NOT NULL, temp TEXT NOT NULL, done BLOB NOT NULL,
    PRIMARY KEY (folder, path)
  );
  CREATE INDEX partials_content ON partials (content);
`
