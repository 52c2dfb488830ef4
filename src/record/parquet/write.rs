//! Writes rows as Parquet: JSON rows are shredded into columns by the schema (Melnik et al. 2010,
//! "Dremel"), so that both outputs hold the same.
//!
//! Each row group is first a small file of its own, which can be put down, synced and counted; in
//! the end [`splice`] copies their columns as they are into one file.

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

/// Rows, shredded into the columns of a schema.
pub(crate) struct Columns {
    schema: TypePtr,
    leaves: Vec<Leaf>,
    pub(crate) rows: usize,
    /// About as much memory as the values take.
    pub(crate) bytes: usize,
}

/// One leaf column: its values, and for each place the levels that say what is there.
struct Leaf {
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

enum Values {
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
}

/// Where a value stands: its levels, and how many lists it is in.
#[derive(Clone, Copy)]
struct Place {
    repetition: i16,
    definition: i16,
    depth: i16,
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

    /// Adds a row, a JSON object; fields that the schema does not know are left out.
    pub(crate) fn push(&mut self, row: &str) {
        let schema = self.schema.clone();
        let top = Place {
            repetition: 0,
            definition: 0,
            depth: 0,
        };
        self.shred_members(&schema, row, top, &mut 0);
        self.rows += 1;
    }

    /// Adds all rows of `other`, which has the same schema.
    pub(crate) fn append(&mut self, other: Columns) {
        for (leaf, other) in self.leaves.iter_mut().zip(other.leaves) {
            leaf.definitions.extend(other.definitions);
            leaf.repetitions.extend(other.repetitions);
            match (&mut leaf.values, other.values) {
                (Values::Int32(values), Values::Int32(other)) => values.extend(other),
                (Values::Int64(values), Values::Int64(other)) => values.extend(other),
                (Values::Double(values), Values::Double(other)) => values.extend(other),
                (Values::Bytes(values), Values::Bytes(other)) => values.extend(other),
                _ => unreachable!("columns of one schema have the same types"),
            }
        }
        self.rows += other.rows;
        self.bytes += other.bytes;
    }

    fn shred(&mut self, node: &Type, json: &str, place: Place, at: &mut usize) {
        if json == "null" {
            return self.nothing(node, place, at);
        }
        let inside = Place {
            definition: place.definition + 1,
            ..place
        };
        if node.is_primitive() {
            self.bytes += self.leaves[*at].push(json, inside);
            *at += 1;
        } else if node.get_basic_info().logical_type_ref() == Some(&LogicalType::List) {
            self.shred_items(&node.get_fields()[0].get_fields()[0], json, inside, at);
        } else {
            self.shred_members(node, json, inside, at);
        }
    }

    fn shred_members(&mut self, node: &Type, json: &str, place: Place, at: &mut usize) {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).unwrap_or_default();
        for field in node.get_fields() {
            let member = members.get(field.name()).map_or("null", |json| json.get());
            self.shred(field, member, place, at);
        }
    }

    fn shred_items(&mut self, element: &Type, json: &str, list: Place, at: &mut usize) {
        let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
        if items.is_empty() {
            return self.nothing(element, list, at);
        }
        let first = *at;
        for (index, item) in items.iter().enumerate() {
            let depth = list.depth + 1;
            let place = Place {
                repetition: if index == 0 { list.repetition } else { depth },
                definition: list.definition + 1,
                depth,
            };
            *at = first;
            self.shred(element, item.get(), place, at);
        }
    }

    /// Marks every leaf under `node` as not there.
    fn nothing(&mut self, node: &Type, place: Place, at: &mut usize) {
        if node.is_primitive() {
            self.leaves[*at].mark(place);
            *at += 1;
        } else {
            for field in node.get_fields() {
                self.nothing(field, place, at);
            }
        }
    }
}

impl Leaf {
    fn mark(&mut self, place: Place) {
        self.definitions.push(place.definition);
        self.repetitions.push(place.repetition);
    }

    /// Adds a value and returns the bytes it takes; what is no string goes into a string as JSON.
    fn push(&mut self, json: &str, place: Place) -> usize {
        self.mark(place);
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
        "levels are counted as if all that is not repeated were optional"
    );
    leaves.push(Leaf {
        values: match node.get_physical_type() {
            Physical::INT32 => Values::Int32(Vec::new()),
            Physical::INT64 => Values::Int64(Vec::new()),
            Physical::DOUBLE => Values::Double(Vec::new()),
            _ => Values::Bytes(Vec::new()),
        },
        definitions: Vec::new(),
        repetitions: Vec::new(),
    });
}

fn properties() -> WriterPropertiesPtr {
    let properties = WriterProperties::builder()
        .set_created_by(format!("gleaner {}", gleaner_engine::ENGINE_VERSION))
        .set_compression(Compression::ZSTD(ZstdLevel::default()));
    Arc::new(properties.build())
}

/// The rows as a Parquet file of one row group.
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
        unreachable!("there is a column for each leaf of the schema");
    };
    let definitions = Some(leaf.definitions.as_slice());
    let repetitions = Some(leaf.repetitions.as_slice());
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

/// Puts the row groups of `parts`, each a Parquet file of `schema`, into one file.
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
            let mut spliced = writer.next_row_group()?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: column.compressed_size() as u64,
                    rows_written: group.num_rows() as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                spliced.append_column(&part, close)?;
            }
            spliced.close()?;
        }
    }
    writer.into_inner()
}
