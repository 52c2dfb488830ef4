//! What is wrong between settings that are each fine.

use super::{Address, Fault, Settings};
use crate::service::methods;

/// More bytes than this are a slip of the pen.
const REQUEST_BYTES_MAX: u64 = 1 << 40;

/// Takes a setting, and what is wrong with it.
type Reject<'r> = &'r mut dyn FnMut(&'static str, &str);

impl Settings {
    /// Everything that is wrong.
    pub(in crate::service) fn contradictions(&self) -> Vec<Fault> {
        let mut found = Vec::new();
        let mut reject = |setting, matter: &str| found.push(Fault::new(setting, matter));
        self.check_transport(&mut reject);
        self.check_sizes(&mut reject);
        self.check_zeros(&mut reject);
        self.check_telemetry(&mut reject);
        if let Err(matter) = methods::check_names(&self.weights) {
            reject("weights", &matter);
        }
        found
    }

    fn check_transport(&self, reject: Reject) {
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            reject("tls_cert", "and tls_key go together; give both or neither");
        }
        if self.tls_client_ca.is_some() && self.tls_cert.is_none() {
            reject("tls_client_ca", "needs tls_cert and tls_key");
        }
        if self.tls_cert.is_some() || self.insecure {
            return;
        }
        let web = self.http_listen.map(Address::Tcp);
        for (name, address) in [
            ("listen", Some(&self.listen)),
            ("http_listen", web.as_ref()),
        ] {
            if address.is_some_and(Address::is_public) {
                let way_out = "is a public address without TLS; give tls_cert and tls_key, or \
                               insecure if something else guards it";
                reject(name, way_out);
            }
        }
    }

    fn check_sizes(&self, reject: Reject) {
        if self.document_bytes > self.request_bytes || self.message_bytes > self.request_bytes {
            let matter = "must be at least message_bytes and document_bytes";
            reject("request_bytes", matter);
        }
        if self.message_bytes.0 > u64::from(u32::MAX) {
            let matter = "must be at most 4GiB, the most a gRPC message can hold";
            reject("message_bytes", matter);
        }
        if self.request_bytes.0 > REQUEST_BYTES_MAX {
            reject("request_bytes", "must be at most 1TiB");
        }
    }

    fn check_zeros(&self, reject: Reject) {
        for (name, zero) in [
            ("documents", self.documents == 0),
            ("batch_requests", self.batch_requests == 0),
            ("stream_window", self.stream_window == 0),
            ("streams", self.streams == 0),
            ("connections", self.connections == 0),
            ("streams_per_connection", self.streams_per_connection == 0),
            ("message_bytes", self.message_bytes.0 == 0),
            ("document_bytes", self.document_bytes.0 == 0),
            ("deadline", self.deadline.is_zero()),
            ("handshake_time", self.handshake_time.is_zero()),
            ("reload_interval", self.reload_interval.is_zero()),
            ("stuck_time", self.stuck_time.is_zero()),
        ] {
            if zero {
                reject(name, "must be above 0");
            }
        }
    }

    fn check_telemetry(&self, reject: Reject) {
        if !(0.0..=1.0).contains(&self.otlp_ratio) {
            reject("otlp_ratio", "must lie between 0 and 1");
        }
        let levels = self
            .log_level
            .parse::<tracing_subscriber::filter::Targets>();
        if levels.is_err() {
            let matter = "is none of error, warn, info, debug, trace, nor a list of target=level";
            reject("log_level", matter);
        }
    }
}
