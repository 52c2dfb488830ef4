//! Writes rows as Parquet. JSON rows are split into columns by the record shredding of Melnik et
//! al. 2010, "Dremel: interactive analysis of web-scale datasets", so that both outputs hold the
//! same.
//!
//! Each row group is first written as a complete Parquet file, so that it can be synced and its end
//! recorded in a checkpoint. When the job is finished, [`splice`] copies the columns of all of them
//! into one file without decoding them.

use ::bytes::Bytes;
use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use ::parquet::column::writer::ColumnCloseResult;
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

/// Rows, split into the columns of a schema.
pub(crate) struct Columns {
    schema: TypePtr,
    leaves: Vec<Leaf>,
    pub(crate) rows: usize,
    /// The approximate size of the values in memory.
    pub(crate) bytes: usize,
}

/// One leaf column: the values that are not null, and for every value or null its two levels.
struct Leaf {
    values: Values,
    definition_levels: Vec<i16>,
    repetition_levels: Vec<i16>,
}

enum Values {
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
}

/// The levels of a value, as the Dremel paper defines them.
#[derive(Clone, Copy)]
struct Levels {
    /// At which of the lists around the value a new item starts; 0 if a new row starts.
    repetition: i16,
    /// How many of the optional and repeated nodes on the path to the value are present.
    definition: i16,
    /// How many lists are around the value.
    list_depth: i16,
}

impl Columns {
    pub(crate) fn new(schema: TypePtr) -> Columns {
        let mut leaves = Vec::new();
        add_leaves(&schema, &mut leaves);
        Columns {
            schema,
            leaves,
            rows: 0,
            bytes: 0,
        }
    }

    /// Adds a row, which is a JSON object. Fields that are not in the schema are ignored.
    pub(crate) fn push(&mut self, row: &str) {
        let schema = self.schema.clone();
        let top = Levels {
            repetition: 0,
            definition: 0,
            list_depth: 0,
        };
        self.shred_members(&schema, row, top, &mut 0);
        self.rows += 1;
    }

    /// Adds all rows of `other`, which must have the same schema.
    pub(crate) fn append(&mut self, other: Columns) {
        for (leaf, other) in self.leaves.iter_mut().zip(other.leaves) {
            leaf.definition_levels.extend(other.definition_levels);
            leaf.repetition_levels.extend(other.repetition_levels);
            match (&mut leaf.values, other.values) {
                (Values::Int32(values), Values::Int32(other)) => values.extend(other),
                (Values::Int64(values), Values::Int64(other)) => values.extend(other),
                (Values::Double(values), Values::Double(other)) => values.extend(other),
                (Values::Bytes(values), Values::Bytes(other)) => values.extend(other),
                _ => unreachable!("columns of the same schema have the same types"),
            }
        }
        self.rows += other.rows;
        self.bytes += other.bytes;
    }

    /// Adds the value `json` of the schema node `node`. `leaf` is the index of the node's first
    /// leaf column and is moved past its last.
    fn shred(&mut self, node: &Type, json: &str, levels: Levels, leaf: &mut usize) {
        if json == "null" {
            return self.push_null(node, levels, leaf);
        }
        let inner = Levels {
            definition: levels.definition + 1,
            ..levels
        };
        if node.is_primitive() {
            self.bytes += self.leaves[*leaf].push(json, inner);
            *leaf += 1;
        } else if node.get_basic_info().logical_type_ref() == Some(&LogicalType::List) {
            self.shred_items(&node.get_fields()[0].get_fields()[0], json, inner, leaf);
        } else {
            self.shred_members(node, json, inner, leaf);
        }
    }

    /// Adds the members of a JSON object.
    fn shred_members(&mut self, node: &Type, json: &str, levels: Levels, leaf: &mut usize) {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
        for field in node.get_fields() {
            let member = members.get(field.name()).map_or("null", |json| json.get());
            self.shred(field, member, levels, leaf);
        }
    }

    /// Adds the items of a JSON array whose own levels are `list`.
    fn shred_items(&mut self, element: &Type, json: &str, list: Levels, leaf: &mut usize) {
        let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
        if items.is_empty() {
            return self.push_null(element, list, leaf);
        }
        let first_leaf = *leaf;
        for (index, item) in items.iter().enumerate() {
            let list_depth = list.list_depth + 1;
            let levels = Levels {
                repetition: if index == 0 {
                    list.repetition
                } else {
                    list_depth
                },
                definition: list.definition + 1,
                list_depth,
            };
            *leaf = first_leaf;
            self.shred(element, item.get(), levels, leaf);
        }
    }

    /// Adds null to every leaf column under `node`.
    fn push_null(&mut self, node: &Type, levels: Levels, leaf: &mut usize) {
        if node.is_primitive() {
            self.leaves[*leaf].push_levels(levels);
            *leaf += 1;
        } else {
            for field in node.get_fields() {
                self.push_null(field, levels, leaf);
            }
        }
    }
}

impl Leaf {
    fn push_levels(&mut self, levels: Levels) {
        self.definition_levels.push(levels.definition);
        self.repetition_levels.push(levels.repetition);
    }

    /// Adds a value and returns its size in memory. A value that is not a string goes into a string
    /// column as JSON.
    fn push(&mut self, json: &str, levels: Levels) -> usize {
        self.push_levels(levels);
        match &mut self.values {
            Values::Int32(values) => values.push(json.parse().unwrap_or(0)),
            Values::Int64(values) => values.push(json.parse().unwrap_or(0)),
            Values::Double(values) => values.push(json.parse().unwrap_or(0.0)),
            Values::Bytes(values) => {
                let text: String = serde_json::from_str(json).unwrap_or_else(|_| json.into());
                let length = text.len();
                values.push(ByteArray::from(text.into_bytes()));
                return length + size_of::<ByteArray>();
            }
        }
        size_of::<f64>()
    }
}

fn add_leaves(node: &Type, leaves: &mut Vec<Leaf>) {
    if !node.is_primitive() {
        for field in node.get_fields() {
            add_leaves(field, leaves);
        }
        return;
    }
    debug_assert_eq!(
        node.get_basic_info().repetition(),
        Repetition::OPTIONAL,
        "shred counts one definition level for every node that is not repeated"
    );
    leaves.push(Leaf {
        values: match node.get_physical_type() {
            Physical::INT32 => Values::Int32(Vec::new()),
            Physical::INT64 => Values::Int64(Vec::new()),
            Physical::DOUBLE => Values::Double(Vec::new()),
            _ => Values::Bytes(Vec::new()),
        },
        definition_levels: Vec::new(),
        repetition_levels: Vec::new(),
    });
}

fn properties() -> WriterPropertiesPtr {
    let properties = WriterProperties::builder()
        .set_created_by(format!("gleaner {}", gleaner_engine::ENGINE_VERSION))
        .set_compression(Compression::ZSTD(ZstdLevel::default()));
    Arc::new(properties.build())
}

/// A Parquet file that holds the rows as one row group.
pub(crate) fn write_row_group(columns: &Columns) -> Result<Vec<u8>> {
    let mut writer = SerializedFileWriter::new(Vec::new(), columns.schema.clone(), properties())?;
    let mut group = writer.next_row_group()?;
    for leaf in &columns.leaves {
        write_leaf(&mut group, leaf)?;
    }
    group.close()?;
    writer.into_inner()
}

fn write_leaf(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, leaf: &Leaf) -> Result<()> {
    let Some(mut column) = group.next_column()? else {
        unreachable!("the writer has a column for each leaf of the schema");
    };
    let definitions = Some(leaf.definition_levels.as_slice());
    let repetitions = Some(leaf.repetition_levels.as_slice());
    match &leaf.values {
        Values::Int32(values) => {
            column
                .typed::<Int32Type>()
                .write_batch(values, definitions, repetitions)?
        }
        Values::Int64(values) => {
            column
                .typed::<Int64Type>()
                .write_batch(values, definitions, repetitions)?
        }
        Values::Double(values) => {
            column
                .typed::<DoubleType>()
                .write_batch(values, definitions, repetitions)?
        }
        Values::Bytes(values) => {
            column
                .typed::<ByteArrayType>()
                .write_batch(values, definitions, repetitions)?
        }
    };
    column.close()
}

/// Writes the row groups of `parts`, each a Parquet file with the schema `schema`, into one file.
pub(crate) fn splice<W: Write + Send>(
    parts: impl Iterator<Item = std::io::Result<Vec<u8>>>,
    schema: TypePtr,
    output: W,
) -> Result<W> {
    let mut writer = SerializedFileWriter::new(output, schema, properties())?;
    for part in parts {
        let part = Bytes::from(part?);
        let reader = SerializedFileReader::new(part.clone())?;
        for group in reader.metadata().row_groups() {
            let mut output_group = writer.next_row_group()?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: column.compressed_size() as u64,
                    rows_written: group.num_rows() as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                output_group.append_column(&part, close)?;
            }
            output_group.close()?;
        }
    }
    writer.into_inner()
}
